using ImageTagging.Tagging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging;

/// <summary>Puts a pipeline together without a container. <c>From</c> and <c>TagWith</c> append; the others replace.</summary>
/// <remarks>Not to be shared by threads. What is handed in stays the caller's to dispose.</remarks>
public sealed class ImageTaggingPipelineBuilder
{
    private readonly List<IImageSource> _sources = [];
    private readonly List<ITagger> _taggers = [];
    private ITagIndex? _index;
    private IImageCodec? _codec;
    private TimeProvider _time = TimeProvider.System;
    private ILoggerFactory _loggers = NullLoggerFactory.Instance;
    private PipelineOptions _options = new();
    private IReadOnlyList<Budget> _budgets = [];
    private Vocabulary _vocabulary = Vocabulary.Empty;
    private readonly Dictionary<string, TaggerCallOptions> _calls = new(StringComparer.Ordinal);

    internal ImageTaggingPipelineBuilder() { }

    /// <summary>Appends a store of pictures.</summary>
    /// <param name="source">The store; its name must be its own within the pipeline.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder From(IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _sources.Add(source);
        return this;
    }

    /// <summary>Appends a tagger; each picture is shown to every one.</summary>
    /// <param name="tagger">The tagger; its name must be its own within the pipeline.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder TagWith(ITagger tagger)
    {
        ArgumentNullException.ThrowIfNull(tagger);
        _taggers.Add(tagger);
        return this;
    }

    /// <summary>Appends a tagger, and says at what rate, how many at once and how often again it is called.</summary>
    /// <param name="tagger">The tagger.</param>
    /// <param name="calls">How it is called.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder TagWith(ITagger tagger, TaggerCallOptions calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        TagWith(tagger);
        ComponentChecks.ThrowIf(ComponentChecks.FaultOf(tagger));
        return ConfigureCalls(tagger.Info.Name, calls);
    }

    /// <summary>Says how the tagger of a name is called, appended before or after.</summary>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="calls">How it is called.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public ImageTaggingPipelineBuilder ConfigureCalls(string tagger, TaggerCallOptions calls)
    {
        ArgumentException.ThrowIfNullOrEmpty(tagger);
        ArgumentNullException.ThrowIfNull(calls);
        _calls[tagger] = calls;
        return this;
    }

    /// <summary>The most that metered taggers may be called, instead of any budgets said before; none is set otherwise.</summary>
    /// <param name="budget">The budget; null for none.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseBudget(Budget? budget) => UseBudgets(budget is null ? [] : [budget]);

    /// <summary>
    /// The most that metered taggers may be called, in several ways at once, such as a day's and a month's budget: none is ever
    /// exceeded. Instead of any said before.
    /// </summary>
    /// <param name="budgets">The budgets; of those with one name, one of each unit and period.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseBudgets(params IReadOnlyList<Budget> budgets)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        _budgets = [.. budgets];
        return this;
    }

    /// <summary>How labels become tags; they stay as they are otherwise.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseVocabulary(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _vocabulary = vocabulary;
        return this;
    }

    /// <summary>Where the records are kept. Required.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder IndexInto(ITagIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
        return this;
    }

    /// <summary>Reads type and pixel size of pictures whose bytes are read, where no tagger tells them.</summary>
    /// <param name="codec">What reads headers.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseCodec(IImageCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        _codec = codec;
        return this;
    }

    /// <summary>The clock.</summary>
    /// <param name="time">The clock; the system's where none is given.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseTimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        return this;
    }

    /// <summary>Where logs go.</summary>
    /// <param name="loggers">Where logs go; nowhere where none is given.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder UseLoggerFactory(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _loggers = loggers;
        return this;
    }

    /// <summary>How the pipeline works.</summary>
    /// <param name="options">The options; checked by <see cref="Build"/>.</param>
    /// <returns>The builder.</returns>
    public ImageTaggingPipelineBuilder Configure(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        return this;
    }

    /// <summary>Checks what was said and makes the pipeline.</summary>
    /// <returns>The pipeline; it is the caller's to dispose.</returns>
    /// <exception cref="ImageTaggingException">Something is missing, named twice or out of its range (code <c>InvalidOptions</c>).</exception>
    public ImageTaggingPipeline Build()
    {
        if (_index is null)
        {
            throw new ImageTaggingException("A pipeline needs an index: call IndexInto(…).") { Code = ErrorCodes.InvalidOptions };
        }

        ComponentChecks.ThrowIf([.. _sources.Select(ComponentChecks.NameFaultOf), .. _taggers.Select(ComponentChecks.FaultOf)]);
        Distinct(_sources.Select(s => s.Name), "Two sources have the name");
        Distinct(_taggers.Select(t => t.Info.Name), "Two taggers have the name");
        _options.Validate();
        List<string> faults =
        [
            .. _calls.SelectMany(c => c.Value.Validate().Select(f => $"Tagger '{c.Key}': {f}")),
            .. _taggers
                .Where(t => !Budget.IsName(t.Info.Name))
                .Select(t =>
                    $"A tagger's name is 1 to 64 lower-case letters, digits, '-' and '.'; '{Telemetry.Printable.Text(t.Info.Name)}' is none."
                ),
            .. _taggers
                .Where(t => t.Info.NeedsStrongHash && _calls.GetValueOrDefault(t.Info.Name)?.ReuseNearDuplicates is not null)
                .Select(t =>
                    $"Tagger '{t.Info.Name}': its answer must never be another picture's, so near duplicates share none; leave TaggerCallOptions.ReuseNearDuplicates out."
                ),
            .. Budget.FaultsOf(_budgets),
            .. _taggers.SelectMany(t => Budget.FaultsOf(_budgets, t.Info)),
        ];
        if (faults.Count > 0)
        {
            throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions };
        }

        return new ImageTaggingPipeline(
            new PipelineComponents([.. _sources], [.. _taggers], _index, _codec, _time, _loggers, _options)
            {
                Budgets = _budgets,
                Vocabulary = _vocabulary,
                CallOptions = new Dictionary<string, TaggerCallOptions>(_calls, StringComparer.Ordinal),
            }
        );
    }

    private static void Distinct(IEnumerable<string> names, string fault)
    {
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ImageTaggingException($"{fault} '{twice.Key}'; each needs its own.") { Code = ErrorCodes.InvalidOptions };
        }
    }
}
