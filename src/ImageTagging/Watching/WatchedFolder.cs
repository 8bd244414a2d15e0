using ImageTagging.FileSystem;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Watching;

/// <summary>One folder that is kept in line with the index: hints, and a listing of all every so often.</summary>
/// <remarks>Without a logger it takes no notices, but only what is said of its <see cref="Changes"/>.</remarks>
internal sealed class WatchedFolder : IDisposable
{
    // Deletions in such numbers within an hour want the guard of a whole listing.
    private const int MostGone = 100;
    private static readonly TimeSpan s_lately = TimeSpan.FromHours(1);

    // Some folders have more below them than the system watches: they are listed so often.
    private static readonly TimeSpan s_unwatched = TimeSpan.FromMinutes(1);

    private readonly ImageTaggingPipeline _pipeline;
    private readonly FolderImageSource _source;
    private readonly RunOptions _options;
    private readonly FolderWatchOptions _watch;
    private readonly TimeProvider _time;
    private readonly FolderHints? _hints;
    private readonly List<Removals> _gone = [];
    private long? _listedAt;

    public WatchedFolder(
        ImageTaggingPipeline pipeline,
        FolderImageSource source,
        RunOptions options,
        FolderWatchOptions watch,
        TimeProvider time,
        ILogger? logger
    )
    {
        (_pipeline, _source, _watch, _time) = (pipeline, source, watch, time);
        Changes = new(watch.Settle, time);
        _hints = logger is null ? null : new(source, Changes, logger);
        _options = options with { Sources = [source.Name], IsSettling = Changes.IsSettling };
    }

    /// <summary>What waits to be dealt with.</summary>
    public FolderChanges Changes { get; }

    /// <summary>The system's word on what changes; null where none is taken.</summary>
    internal FolderHints? Hints => _hints;

    /// <summary>Does what is ready.</summary>
    public async IAsyncEnumerable<FolderWatchReport> StepAsync(
        IProgress<RunProgress>? progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var every = _hints is { IsLimited: true } && s_unwatched < _watch.ListEvery ? s_unwatched : _watch.ListEvery;
        if (_listedAt is null || _time.GetElapsedTime(_listedAt.Value) >= every)
        {
            yield return await ListAsync(progress, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        var step = Changes.Next(Look);
        var gone = step.Files.Count(k => Look(k) is null);
        if (step.All || (gone > 0 && gone + GoneLately() > MostGone))
        {
            yield return await ListAsync(progress, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        foreach (var (prefix, isGone) in step.Folders.OrderByDescending(f => f.IsGone))
        {
            if (ScopeOf(prefix) is not { } scope)
            {
                continue;
            }

            if (!isGone)
            {
                yield return await RunAsync(_options with { Scope = scope }, null, cancellationToken).ConfigureAwait(false);
            }
            else if (await HasAnyAsync(scope.Range, cancellationToken).ConfigureAwait(false))
            {
                // Alone it would be an empty listing, which proves nothing.
                yield return await ListAsync(progress, cancellationToken).ConfigureAwait(false);
                yield break;
            }
        }

        if (step.Files.Count > 0)
        {
            yield return await FilesAsync(step.Files, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _hints?.Dispose();

    private Task<FolderWatchReport> ListAsync(IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        // Notices first: what changes while the folder is listed is then known.
        _listedAt = _time.GetTimestamp();
        _hints?.Ensure();
        return RunAsync(_options, progress, cancellationToken);
    }

    private ImageScope? ScopeOf(string prefix)
    {
        var scope = _options.Scope.Intersect(new() { Range = KeyRange.WithPrefix(prefix) });
        return scope.Range.IsEmpty ? null : scope;
    }

    private Task<FolderWatchReport> RunAsync(
        RunOptions options,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        TellAsync(async () =>
        {
            var run = await _pipeline
                .RunAsync(options with { GoneLately = GoneLately() }, progress, cancellationToken)
                .ConfigureAwait(false);
            Remember(run.Counts.Gone - run.Counts.Moved, []);
            return new() { Source = _source.Name, Run = run };
        });

    private Task<FolderWatchReport> FilesAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        TellAsync(async () =>
        {
            string[] wanted = [.. keys.Where(_options.Scope.Contains)];
            var outcomes = await _pipeline.IndexAsync(_source, wanted, _options, cancellationToken).ConfigureAwait(false);
            Remember(outcomes);
            return new() { Source = _source.Name, Pictures = outcomes };
        });

    private long GoneLately()
    {
        _gone.RemoveAll(g => _time.GetElapsedTime(g.At) > s_lately);
        return _gone.Sum(g => g.Count);
    }

    private void Remember(long count, IReadOnlyList<ContentId> contents)
    {
        if (count > 0)
        {
            _gone.Add(new(_time.GetTimestamp(), count, contents));
        }
    }

    // What appears again under another name was moved, not deleted.
    private void Remember(IReadOnlyList<ImageOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome is { Kind: ImageOutcomeKind.Gone, Record: { GoneAt: null } record })
            {
                Remember(1, record.Contents);
            }
        }

        foreach (var outcome in outcomes.Where(o => o.Kind == ImageOutcomeKind.Tagged))
        {
            var moved = _gone.FindIndex(g => ContentId.AnyEqual(g.Contents, outcome.Record?.Contents ?? []));
            if (moved >= 0)
            {
                _gone.RemoveAt(moved);
            }
        }
    }

    private async Task<bool> HasAnyAsync(KeyRange range, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var record in _pipeline.Index.ScanAsync(_source.Name, range, cancellationToken).ConfigureAwait(false))
            {
                if (record.GoneAt is null)
                {
                    return true;
                }
            }

            return false;
        }
        catch (ImageTaggingException)
        {
            // The listing that follows tells of it.
            return true;
        }
    }

    // A fault does not end the watch: what was not done is found by the next listing of all.
    private async Task<FolderWatchReport> TellAsync(Func<Task<FolderWatchReport>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            return new()
            {
                Source = _source.Name,
                Run = (fault as RunFailedException)?.Report,
                Fault = fault,
            };
        }
    }

    private (long Size, DateTimeOffset ModifiedAt)? Look(string key)
    {
        try
        {
            var facts = Entries.Look(FolderKey.PathOf(_source.Folder, key));
            return facts.Kind == EntryKind.File ? (facts.Size, facts.ModifiedAt) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private readonly record struct Removals(long At, long Count, IReadOnlyList<ContentId> Contents);
}
