using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ImageTagging.Semantics;

/// <summary>
/// The meanings of English words and sentences, by the package's own model, offline. It is loaded when the first question comes, and
/// keeps the vectors of names in memory: some 1.6 KB each, of the first 50,000.
/// </summary>
/// <remarks>
/// Threads share it. The first question about a list of names waits for the vectors of the first thousand, but for those that
/// <see cref="SentenceModelOptions.CacheFile"/> has; the others follow behind, and are found once they are there. Dispose it when no
/// question is under way.
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
    private readonly VectorFile? _file;
    private readonly Lazy<bool> _isRead;
    private Task _behind = Task.CompletedTask;

    /// <summary>A model with every option at its default.</summary>
    public SentenceModel()
        : this(new SentenceModelOptions()) { }

    /// <summary>A model. Nothing is loaded before the first question.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public SentenceModel(SentenceModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.CacheFile?.Length == 0)
        {
            throw new ArgumentException("The file that keeps vectors is a path or null, and not empty text.", nameof(options));
        }

        _file = options.CacheFile is { } path ? new(path) : null;
        _isRead = new(ReadFile);
    }

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

        // The model and the kept vectors are read side by side: a program that asks once waits for the longer of the two.
        var loading = _encoder.IsValueCreated
            ? Task.FromResult(_encoder.Value)
            : Task.Run(() => _encoder.Value, cancellationToken);
        var vectors = VectorsOf(names);
        var encoder = await loading.ConfigureAwait(false);
        if (await FillAsync(vectors, Math.Min(FirstNames, vectors.Count), cancellationToken).ConfigureAwait(false))
        {
            await KeepAsync(vectors, cancellationToken).ConfigureAwait(false);
        }

        FillBehind(vectors);
        return [.. encoder.Encode(texts, cancellationToken).Select(v => vectors.Nearest(v, size))];
    }

    /// <summary>
    /// Works out the vectors of names that are not known yet, so that questions about them need not wait: the first 50,000, about a
    /// millisecond each. The model is not loaded where all are known.
    /// </summary>
    /// <param name="names">The names, the most important first.</param>
    /// <param name="cancellationToken">Ends it; what is worked out by then is kept.</param>
    /// <returns>Ends when all are known and, where there is one, in <see cref="SentenceModelOptions.CacheFile"/>.</returns>
    /// <exception cref="ImageTaggingException">ONNX Runtime's native library is not there (code <c>NativeLibraryMissing</c>).</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async ValueTask PrepareAsync(IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        var vectors = VectorsOf(names);
        var isNew = false;
        try
        {
            while (!vectors.IsFull)
            {
                isNew |= await FillAsync(vectors, Math.Min(vectors.Filled + Batch, vectors.Count), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            if (isNew)
            {
                await KeepAsync(vectors, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How many of the first 50,000 of some names are not known yet: what <see cref="PrepareAsync"/> would work out.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The number.</returns>
    public int CountUnknown(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var vectors = VectorsOf(names);
        return vectors.MissingUpTo(vectors.Count).Count();
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
        var isNew = false;
        try
        {
            while (!vectors.IsFull)
            {
                isNew |= await FillAsync(vectors, Math.Min(vectors.Filled + Batch, vectors.Count), cancellationToken)
                    .ConfigureAwait(false);
            }

            if (isNew)
            {
                await KeepAsync(vectors, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>Makes the names up to a place known.</summary>
    /// <returns>Whether any was worked out anew.</returns>
    private async ValueTask<bool> FillAsync(NameVectors vectors, int to, CancellationToken cancellationToken)
    {
        if (vectors.Filled >= to)
        {
            return false;
        }

        var isNew = false;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (vectors.Filled < to)
            {
                isNew |= Fill(vectors, Math.Min(vectors.Filled + Batch, to), cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }

        return isNew;
    }

    private bool Fill(NameVectors vectors, int to, CancellationToken cancellationToken)
    {
        var missing = Missing();
        if (missing.Length > 0 && _known.Count + missing.Length > MostKept)
        {
            _known.Clear();
            missing = Missing();
        }

        var made = missing.Length == 0 ? [] : _encoder.Value.Encode(missing, cancellationToken);
        for (var i = 0; i < missing.Length; i++)
        {
            _known[missing[i]] = made[i];
        }

        vectors.Fill(to, n => _known[n]);
        return missing.Length > 0;

        string[] Missing() => [.. vectors.MissingUpTo(to).Where(n => !_known.ContainsKey(n)).Distinct(StringComparer.Ordinal)];
    }

    private NameVectors VectorsOf(IReadOnlyList<string> names)
    {
        _ = _isRead.Value;
        return _lists.GetValue(
            names,
            n =>
            {
                var vectors = new NameVectors(n, Math.Min(n.Count, MostNames));
                vectors.Take(_known.GetValueOrDefault);
                return vectors;
            }
        );
    }

    private bool ReadFile()
    {
        foreach (var (name, meaning) in _file?.Read(MostNames) ?? [])
        {
            _known[name] = meaning;
        }

        return true;
    }

    private async ValueTask KeepAsync(NameVectors vectors, CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file.Write(vectors.Known);
        }
        finally
        {
            _turn.Release();
        }
    }
}
