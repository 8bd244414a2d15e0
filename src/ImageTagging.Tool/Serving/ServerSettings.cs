using System.Net;
using ImageTagging.AspNetCore;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Serving;

/// <summary>The settings of the server.</summary>
internal sealed record ServerSettings
{
    public required ITagIndex Index { get; init; }

    public required IReadOnlyList<IImageSource> Sources { get; init; }

    public required TaggerSettings Taggers { get; init; }

    public required Vocabulary Vocabulary { get; init; }

    public Budget? Budget { get; init; }

    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    public required ImageTaggingWebOptions Web { get; init; }

    /// <summary>True if the person at this machine may choose a folder in the page.</summary>
    public bool ChoosesFolder { get; init; }
}
