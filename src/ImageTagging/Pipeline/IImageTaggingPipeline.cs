namespace ImageTagging;

/// <summary>Sources, taggers and an index, ready to be planned and run: what a host's services ask for, and what their tests replace.</summary>
/// <remarks>Threads may share it. Registered by <c>AddImageTagging()</c>; <see cref="ImageTaggingPipeline"/> is what does the work.</remarks>
public interface IImageTaggingPipeline
{
    /// <summary>The stores of pictures.</summary>
    IReadOnlyList<IImageSource> Sources { get; }

    /// <summary>The taggers.</summary>
    IReadOnlyList<ITagger> Taggers { get; }

    /// <summary>The index.</summary>
    ITagIndex Index { get; }

    /// <summary>How labels become tags.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>The most that metered taggers may be called; each holds. None for no limit.</summary>
    IReadOnlyList<Budget> Budgets { get; }

    /// <summary>Works out what a run would do now and cost at the most. Calls no tagger and writes no record.</summary>
    /// <param name="options">What the run would be told; null for the defaults.</param>
    /// <param name="progress">Called four times a second and once at the end, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <returns>What would be done, and its price in US dollars at the most.</returns>
    /// <exception cref="ImageTaggingException">A source or the index cannot be read, or the options name an unknown source.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<PlanReport> PlanAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings the index in line with the sources: tags what is new, changed, stale or due, marks what is gone.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Called four times a second and once at the end, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes within <see cref="PipelineOptions.Grace"/>.</param>
    /// <returns>
    /// What was done, and by its <see cref="RunReport.End"/> whether that is all. A cancelled run ends well, as
    /// <see cref="RunEnd.Interrupted"/>: it finishes what is in flight and returns its report. So does one that marked nothing as
    /// gone because too much is missing (<see cref="RunEnd.GuardHeld"/>).
    /// </returns>
    /// <exception cref="RunFailedException">
    /// A fault that every image would meet, with the report of what was done by then; also where another run holds the keys (code <c>LeaseHeld</c>).
    /// </exception>
    /// <exception cref="ImageTaggingException">The options name an unknown source, or there is no tagger: nothing was begun.</exception>
    Task<RunReport> RunAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Runs as <see cref="RunAsync"/> does, and hands out what becomes of each picture that it works on or marks as gone. Pictures that
    /// are unchanged or not due yet are counted only.
    /// </summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Called four times a second and once at the end, by one thread at a time; null for nobody.</param>
    /// <returns>
    /// The outcomes, to be enumerated once: the run begins with it, works a few thousand pictures ahead of what was taken, and is
    /// over when the enumeration ends, which throws what <see cref="RunAsync"/> throws. Then <see cref="ImageOutcomes.Report"/> is there.
    /// </returns>
    ImageOutcomes StreamAsync(RunOptions? options = null, IProgress<RunProgress>? progress = null);

    /// <summary>Tags nothing and marks what is gone, over parallel key ranges; its own listing is the proof, whoever tagged.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Called four times a second and once at the end, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Marks no more; what is being written is finished.</param>
    /// <returns>What was done, and by its <see cref="RunReport.End"/> whether that is all.</returns>
    /// <inheritdoc cref="RunAsync" path="/exception" />
    Task<RunReport> PruneAsync(
        RunOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings named pictures of a source up to date now, through the same planner and budget as a run; takes no lease.</summary>
    /// <param name="source">The source; it need not be one of <see cref="Sources"/>.</param>
    /// <param name="keys">
    /// The keys, looked up one by one; a key that is named twice has one outcome. One that the source has not as it is written here,
    /// but in another Unicode form (é as one character or as two), is that picture.
    /// </param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes.</param>
    /// <returns>An outcome for each different key, in the order of their first mention; it names the key as the source writes it.</returns>
    /// <exception cref="ImageTaggingException">A fault that every image would meet.</exception>
    Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings named pictures of a source up to date now, as told; takes no lease.</summary>
    /// <param name="source">The source; it need not be one of <see cref="Sources"/>.</param>
    /// <param name="keys">The keys, looked up one by one; a key that is named twice has one outcome.</param>
    /// <param name="options">How; its scope and sources are not looked at.</param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes.</param>
    /// <returns>An outcome for each different key, in the order of their first mention; it names the key as the source writes it.</returns>
    /// <exception cref="ImageTaggingException">A fault that every image would meet.</exception>
    Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<string> keys,
        RunOptions options,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings named pictures of one of <see cref="Sources"/> up to date now.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="keys">The keys, looked up one by one; a key that is named twice has one outcome.</param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes.</param>
    /// <returns>An outcome for each different key, in the order of their first mention; it names the key as the source writes it.</returns>
    /// <exception cref="ImageTaggingException">There is no such source, or a fault that every image would meet.</exception>
    Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        string source,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings listed pictures up to date now, their listings taken as they are; for workers that are fed listings.</summary>
    /// <param name="source">The source that listed them.</param>
    /// <param name="listings">The listings; a later one of a key replaces an earlier one.</param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes.</param>
    /// <returns>An outcome for each different key, in the order of their first listing.</returns>
    /// <exception cref="ImageTaggingException">A fault that every image would meet.</exception>
    Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<ImageListing> listings,
        CancellationToken cancellationToken = default
    );

    /// <summary>Brings listed pictures up to date now, as told; workers that share a run give its id (<see cref="RunOptions.RunId"/>).</summary>
    /// <param name="source">The source that listed them.</param>
    /// <param name="listings">The listings; a later one of a key replaces an earlier one.</param>
    /// <param name="options">How; what is about a whole source (scope, removals, waiting) does not count.</param>
    /// <param name="cancellationToken">Starts no new call; what is in flight finishes.</param>
    /// <returns>An outcome for each different key, in the order of their first listing.</returns>
    /// <exception cref="ImageTaggingException">A fault that every image would meet.</exception>
    Task<IReadOnlyList<ImageOutcome>> IndexAsync(
        IImageSource source,
        IReadOnlyCollection<ImageListing> listings,
        RunOptions options,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Brings an endless or any number of listed pictures up to date at constant memory, their listings taken as they are; for
    /// workers that are fed listings. Takes no lease; a listing that comes twice pays nothing twice and writes nothing twice.
    /// </summary>
    /// <param name="source">The source that listed them.</param>
    /// <param name="listings">The listings; read a few thousand ahead of the outcomes that were taken.</param>
    /// <param name="options">How; its scope and sources do not count. Null for the defaults.</param>
    /// <returns>The outcomes, to be enumerated once: the work begins with it.</returns>
    /// <exception cref="ImageTaggingException">The run's id is none.</exception>
    ImageOutcomes IndexAsync(IImageSource source, IAsyncEnumerable<ImageListing> listings, RunOptions? options = null);
}
