using ImageTagging.Running;
using ImageTagging.Tagging;

namespace ImageTagging;

/// <summary>Sources, taggers and an index, ready to be planned and run.</summary>
/// <remarks>Threads may share a pipeline. Disposing it lets go of what it made itself; sources, taggers and index stay the caller's.</remarks>
public sealed class ImageTaggingPipeline : IImageTaggingPipeline, IAsyncDisposable, IDisposable
{
    private readonly PipelineComponents _components;
    private readonly PipelineServices _services;

    internal ImageTaggingPipeline(PipelineComponents components) => (_components, _services) = (components, new(components));

    /// <inheritdoc />
    public IReadOnlyList<IImageSource> Sources => _components.Sources;

    /// <inheritdoc />
    public IReadOnlyList<ITagger> Taggers => _components.Taggers;

    /// <inheritdoc />
    public ITagIndex Index => _components.Index;

    /// <inheritdoc />
    public Vocabulary Vocabulary => _components.Vocabulary;

    /// <inheritdoc />
    public IReadOnlyList<Budget> Budgets => _components.Budgets;

    /// <summary>Starts putting a pipeline together.</summary>
    /// <returns>A builder with the defaults.</returns>
    public static ImageTaggingPipelineBuilder CreateBuilder() => new();

    /// <inheritdoc />
    public Task<PlanReport> PlanAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => new PlanEstimate(_services, options ?? new(), progress).PlanAsync(cancellationToken);

    /// <inheritdoc />
    public Task<RunReport> RunAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        LastRunKeeper.KeepAsync(
            _services,
            () => new PipelineRun(_services, options ?? new(), progress).RunAsync(cancellationToken)
        );

    /// <inheritdoc />
    public ImageOutcomes StreamAsync(RunOptions? options = null, IProgress<RunProgress>? progress = null) =>
        new(new StreamedRun(_services, options ?? new(), progress));

    /// <inheritdoc />
    public Task<RunReport> PruneAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => RunAsync((options ?? new()) with { Tag = false }, progress, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken = default
    )
    {
        Check(source);
        ArgumentNullException.ThrowIfNull(keys);
        return new NamedRun(_services, source, new()).RunAsync(keys, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<string> keys,
        RunOptions options,
        CancellationToken cancellationToken = default
    )
    {
        Check(source);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        return new NamedRun(_services, source, options).RunAsync(keys, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        string source,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken = default
    ) => IndexAsync(Source(source), keys, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<ImageListing> listings,
        CancellationToken cancellationToken = default
    )
    {
        Check(source);
        ArgumentNullException.ThrowIfNull(listings);
        return new NamedRun(_services, source, new()).RunAsync(listings, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<ImageListing> listings,
        RunOptions options,
        CancellationToken cancellationToken = default
    )
    {
        Check(source);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(options);
        return new NamedRun(_services, source, options).RunAsync(listings, cancellationToken);
    }

    /// <inheritdoc />
    public ImageOutcomes IndexAsync(IImageSource source, IAsyncEnumerable<ImageListing> listings, RunOptions? options = null)
    {
        Check(source);
        ArgumentNullException.ThrowIfNull(listings);
        return new(new ListingRun(_services, source, listings, options ?? new()));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => _services.Dispose();

    /// <summary>Reads what is kept in the index beside the records, as patiently as a run.</summary>
    internal async ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken)
    {
        await _services.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _services
            .Retry.ExecuteAsync(token => Index.ReadStateAsync(name, token), cancellationToken)
            .ConfigureAwait(false);
    }

    private static void Check(IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ComponentChecks.ThrowIf(ComponentChecks.FaultOf(source));
    }

    private IImageSource Source(string name) =>
        _components.Sources.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
        ?? throw new ImageTaggingException($"The pipeline has no source named '{name}'.") { Code = ErrorCodes.UnknownSource };
}
