using System.Runtime.CompilerServices;

namespace ImageTagging.Running;

/// <summary>Brings a stream of listed pictures up to date, through the same line as a run, at constant memory; takes no lease.</summary>
#pragma warning disable CA1001 // The one enumeration disposes the flow.
internal sealed class ListingRun(
    PipelineServices services,
    IImageSource source,
    IAsyncEnumerable<ImageListing> listings,
    RunOptions options
) : IOutcomeRun
#pragma warning restore CA1001
{
    private const int Lookups = 3;
    private readonly OutcomeFlow _flow = new();
    private readonly RunOptions _options = RunIds.Checked(options);
    private readonly KeysAtWork _atWork = new();

    // Set by the run, read by whoever asks how far it is; it is started once.
    private RunSession? _session;
    private int _started;

    /// <inheritdoc />
    public RunCounts Counts => Volatile.Read(ref _session)?.Counts ?? new();

    /// <inheritdoc />
    RunReport? IOutcomeRun.Report => null;

    /// <inheritdoc />
    public async IAsyncEnumerable<ImageOutcome> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("The outcomes can be enumerated once only.");
        }

        if (services.Infos.Count == 0)
        {
            throw new ImageTaggingException("The pipeline has no tagger: call TagWith(…).") { Code = ErrorCodes.NoTagger };
        }

        using var user = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var session = new RunSession(services, _options, user.Token, Report);
        Volatile.Write(ref _session, session);
        using var flow = _flow;
        await foreach (var outcome in flow.OfAsync(() => WorkAsync(session), user).ConfigureAwait(false))
        {
            yield return outcome;
        }
    }

    private async Task WorkAsync(RunSession session)
    {
        try
        {
            await session
                .RunAsync(async () =>
                {
                    await session.RefreshAsync(session.Lifetime.Stopping).ConfigureAwait(false);
                    var line = new TaggingLine(session, source);
                    await using var working = line.ConfigureAwait(false);
                    await AddAllAsync(session, line).ConfigureAwait(false);
                    await line.CompleteAsync().ConfigureAwait(false);
                    if (!session.Lifetime.HasFailed)
                    {
                        await session.RefreshAsync(session.Lifetime.Aborting).ConfigureAwait(false);
                    }
                })
                .ConfigureAwait(false);
        }
        finally
        {
            _flow.Complete();
        }

        session.Lifetime.ThrowFault();
    }

    private async Task AddAllAsync(RunSession session, TaggingLine line)
    {
        var pictures = new NamedImages(session, source, line);
        var chunks = new ListingChunks(listings, _flow.Room, _atWork, session.Lifetime.Stopping);
        using var lookups = new SemaphoreSlim(Lookups);
        List<Task> adding = [];
        await session
            .Lifetime.GuardAsync(async () =>
            {
                await foreach (var chunk in chunks.ReadAsync().ConfigureAwait(false))
                {
                    Interlocked.Add(ref session.State.Tally.Listed, chunk.Count);
                    await lookups.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                    adding.RemoveAll(t => t.IsCompleted);
                    adding.Add(Task.Run(() => AddAsync(pictures, chunk, lookups), CancellationToken.None));
                }
            })
            .ConfigureAwait(false);
        await Task.WhenAll(adding).ConfigureAwait(false);
    }

    private static async Task AddAsync(NamedImages pictures, IReadOnlyList<ImageListing> chunk, SemaphoreSlim lookups)
    {
        try
        {
            var byKey = chunk.ToDictionary(l => l.Key, StringComparer.Ordinal);
            await pictures
                .AddAsync([.. chunk.Select(l => l.Key)], (key, _) => ValueTask.FromResult<ImageListing?>(byKey[key]))
                .ConfigureAwait(false);
        }
        finally
        {
            lookups.Release();
        }
    }

    private void Report(ImageOutcome outcome)
    {
        _flow.Report(outcome);
        // Afterwards: the same key again is taken up only once this outcome is there.
        _atWork.Leave(outcome.Image.Key);
    }
}
