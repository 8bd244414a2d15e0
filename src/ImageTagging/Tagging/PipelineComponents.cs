using Microsoft.Extensions.Logging;

namespace ImageTagging.Tagging;

/// <summary>The components of a pipeline.</summary>
internal sealed record PipelineComponents(
    IReadOnlyList<IImageSource> Sources,
    IReadOnlyList<ITagger> Taggers,
    ITagIndex Index,
    IImageCodec? Codec,
    TimeProvider Time,
    ILoggerFactory Loggers,
    PipelineOptions Options
)
{
    /// <summary>The budgets of metered taggers, all of them together; none for no limit. Each run opens its accounts.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>How labels become tags.</summary>
    public Vocabulary Vocabulary { get; init; } = Vocabulary.Empty;

    /// <summary>How taggers are called, by name; the defaults for others.</summary>
    public IReadOnlyDictionary<string, TaggerCallOptions> CallOptions { get; init; } =
        new Dictionary<string, TaggerCallOptions>(StringComparer.Ordinal);

    /// <summary>How a tagger is called.</summary>
    public TaggerCallOptions CallOptionsOf(ITagger tagger) => CallOptions.GetValueOrDefault(tagger.Info.Name) ?? new();

    /// <summary>The present time in whole milliseconds, as every engine keeps it.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().ToUnixTimeMilliseconds());
}
