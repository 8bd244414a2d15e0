using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>What a pipeline is made of.</summary>
internal sealed record PipelineParts(
    IReadOnlyList<IImageSource> Sources,
    IReadOnlyList<ITagger> Taggers,
    ITagIndex Index,
    IImageCodec? Codec,
    TimeProvider Time,
    ILoggerFactory Loggers,
    PipelineOptions Options
);
