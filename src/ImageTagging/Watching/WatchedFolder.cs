using ImageTagging.FileSystem;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Watching;

/// <summary>One folder that is kept in line with the index: hints, and a listing of all every so often.</summary>
/// <remarks>Without a logger it takes no notices, but only what is said of its <see cref="Changes"/>.</remarks>
internal sealed class WatchedFolder : IDisposable
{
    // Deletions in such numbers within an hour want the guard of a whole listing.
    private const int MostGone = 100;

    // Some folders have more below them than the system watches: they are listed so often.
    private static readonly TimeSpan s_unwatched = TimeSpan.FromMinutes(1);

    private readonly ImageTaggingPipeline _pipeline;
    private readonly FolderImageSource _source;
    private readonly RunOptions _options;
    private readonly FolderWatchOptions _watch;
    private readonly TimeProvider _time;
    private readonly FolderHints? _hints;
    private readonly GoneWindow _gone;
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
        _gone = new(pipeline, source.Name, time);
        Changes = new(watch.Settle, time);
        _hints = logger is null ? null : new(source, Changes, logger);
        _options = options with { Sources = [source.Name], IsSettling = Changes.IsSettling };
    }

    /// <summary>The number of changes that wait to be dealt with.</summary>
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
        if (step.All || (gone > 0 && gone + await GoneLatelyAsync(cancellationToken).ConfigureAwait(false) > MostGone))
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
            RunReport? run = null;
            try
            {
                var lately = await GoneLatelyAsync(cancellationToken).ConfigureAwait(false);
                run = await _pipeline
                    .RunAsync(options with { GoneLately = lately }, progress, cancellationToken)
                    .ConfigureAwait(false);
                return new() { Source = _source.Name, Run = run };
            }
            catch (RunFailedException fault)
            {
                run = fault.Report;
                throw;
            }
            finally
            {
                _gone.Add((run?.Counts.Gone - run?.Counts.Moved) ?? 0, []);
                await _gone.KeepAsync().ConfigureAwait(false);
            }
        });

    private Task<FolderWatchReport> FilesAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        TellAsync(async () =>
        {
            string[] wanted = [.. keys.Where(_options.Scope.Contains)];
            var outcomes = await _pipeline.IndexAsync(_source, wanted, _options, cancellationToken).ConfigureAwait(false);
            Remember(outcomes);
            await _gone.KeepAsync().ConfigureAwait(false);
            return new() { Source = _source.Name, Pictures = outcomes };
        });

    private async ValueTask<long> GoneLatelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _gone.CountAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException)
        {
            // The listing that follows tells of it.
            return MostGone;
        }
    }

    // What appears again under another name was moved, not deleted.
    private void Remember(IReadOnlyList<ImageOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome is { Kind: ImageOutcomeKind.Gone, Record: { GoneAt: null } record })
            {
                _gone.Add(1, record.Contents);
            }
        }

        foreach (var outcome in outcomes.Where(o => o.Kind == ImageOutcomeKind.Tagged))
        {
            _gone.Reappeared(outcome.Record?.Contents ?? []);
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
}
