using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ImageTagging.Semantics;

/// <summary>
/// The meanings of English words and sentences, by the package's own model, offline. It is loaded when the first question comes, and
/// keeps the vectors of names in memory: some 1.6 KB each, of the first 50,000.
/// </summary>
/// <remarks>
/// Threads share it. The first question about a list of names waits for the vectors of the first thousand; the others follow
/// behind, and are found once they are there. Dispose it when no question is under way.
/// </remarks>
public sealed class SentenceModel : IWordMeaning, IDisposable
{
    private const int MostNames = 50_000;
    private const int MostKept = 2 * MostNames;
    private const int FirstNames = 1_000;
    private const int Batch = 256;

    private readonly Lazy<SentenceEncoder> _encoder = new(SentenceEncoder.Load);
    private readonly ConcurrentDictionary<string, Meaning> _known = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<IReadOnlyList<string>, NameVectors> _lists = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _behind = Task.CompletedTask;

    /// <summary>True if ONNX Runtime, which runs the model, is made for this platform.</summary>
    public static bool IsSupported => ModelThreads.IsSupportedOn(NativePlatform.Name);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<IReadOnlyList<NearName>>> FindNearestAsync(
        IReadOnlyList<string> texts,
        IReadOnlyList<string> names,
        int size,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (texts.Count == 0 || names.Count == 0)
        {
            return [.. texts.Select(_ => Array.Empty<NearName>())];
        }

        var vectors = _lists.GetValue(names, static n => new(n, Math.Min(n.Count, MostNames)));
        await FillAsync(vectors, Math.Min(FirstNames, vectors.Count), cancellationToken).ConfigureAwait(false);
        FillBehind(vectors);
        return [.. _encoder.Value.Encode(texts, cancellationToken).Select(v => vectors.Nearest(v, size))];
    }

    /// <summary>Waits until the vectors of all names are there that were asked about so far.</summary>
    internal Task FilledAsync()
    {
        lock (_lock)
        {
            return _behind;
        }
    }

    /// <summary>How many names' vectors are kept.</summary>
    internal int Kept => _known.Count;

    /// <summary>True if the model is loaded.</summary>
    internal bool IsLoaded => _encoder.IsValueCreated;

    /// <summary>Lets go of the model.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
        }

        // Whatever is under way behind still uses it.
        _ = _behind.ContinueWith(
            _ =>
            {
                if (_encoder.IsValueCreated)
                {
                    _encoder.Value.Dispose();
                }

                _turn.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private void FillBehind(NameVectors vectors)
    {
        if (vectors.IsFull)
        {
            return;
        }

        lock (_lock)
        {
            if (_behind.IsCompleted && !_stop.IsCancellationRequested)
            {
                _behind = Task.Run(() => FillAllAsync(vectors, _stop.Token), CancellationToken.None);
            }
        }
    }

    // A fault here meets the next question too, which tells it to who asked.
    private async Task FillAllAsync(NameVectors vectors, CancellationToken cancellationToken)
    {
        try
        {
            while (!vectors.IsFull)
            {
                await FillAsync(vectors, Math.Min(vectors.Filled + Batch, vectors.Count), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) { }
    }

    private async ValueTask FillAsync(NameVectors vectors, int to, CancellationToken cancellationToken)
    {
        if (vectors.Filled >= to)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (vectors.Filled < to)
            {
                Fill(vectors, Math.Min(vectors.Filled + Batch, to), cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Fill(NameVectors vectors, int to, CancellationToken cancellationToken)
    {
        var missing = vectors.NamesUpTo(to).Where(n => !_known.ContainsKey(n)).Distinct(StringComparer.Ordinal).ToArray();
        if (_known.Count + missing.Length > MostKept)
        {
            _known.Clear();
            missing = [.. vectors.NamesUpTo(to).Distinct(StringComparer.Ordinal)];
        }

        var made = _encoder.Value.Encode(missing, cancellationToken);
        for (var i = 0; i < missing.Length; i++)
        {
            _known[missing[i]] = made[i];
        }

        vectors.Fill(to, n => _known[n]);
    }
}
