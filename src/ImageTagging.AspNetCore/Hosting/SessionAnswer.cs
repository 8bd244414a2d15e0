namespace ImageTagging.AspNetCore.Hosting;

internal sealed record SessionAnswer
{
    public required string Antiforgery { get; init; }

    public required string Title { get; init; }

    public string? User { get; init; }

    public required bool CanWrite { get; init; }

    public required bool CanUpload { get; init; }

    public required bool CanRun { get; init; }

    public required bool CanCorrect { get; init; }

    /// <summary>True if this person may choose the folder that is shown.</summary>
    public required bool CanChoose { get; init; }

    /// <summary>True if this person may have XMP files written beside the pictures.</summary>
    public required bool CanWriteSidecars { get; init; }

    public required long MaxUploadBytes { get; init; }

    public required IReadOnlyList<string> Taggers { get; init; }

    public required IReadOnlyList<SessionSource> Sources { get; init; }

    public required long Count { get; init; }

    /// <summary>True if a tagger costs something, so that calls and money are of interest.</summary>
    public required bool Costs { get; init; }

    /// <summary>True if words that nothing is called find what is near in meaning, unless told otherwise.</summary>
    public required bool FindsByMeaning { get; init; }
}

internal sealed record SessionSource(string Name, bool Writable);
