namespace ImageTagging.Searching;

/// <summary>Keeps a dictionary at hand: the first search waits for it, later ones use the last while a newer one is read.</summary>
internal sealed class DictionaryCache(ITagIndex index, TimeProvider time, TimeSpan maxAge, Vocabulary vocabulary)
{
    // The last reading, its age and the one that goes on are decided upon together; never held while the index is asked.
    private readonly Lock _lock = new();
    private Task<TagDictionary>? _reading;
    private TagDictionary? _last;
    private long _readAt;

    public async ValueTask<TagDictionary> GetAsync(CancellationToken cancellationToken)
    {
        Task<TagDictionary> reading;
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_readAt) < maxAge)
            {
                return _last;
            }

            reading = Start();
            if (_last is not null)
            {
                return _last;
            }
        }

        return await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads it now; searches that start afterwards use it.</summary>
    public async ValueTask<TagDictionary> RefreshAsync(CancellationToken cancellationToken)
    {
        var read = await DictionaryReader.ReadAsync(index, vocabulary, cancellationToken).ConfigureAwait(false);
        Keep(read.Complete());
        return read;
    }

    // One reader at a time for whoever waits; none of them may cancel it for the others.
    private Task<TagDictionary> Start() => _reading ??= ReadAsync();

    private async Task<TagDictionary> ReadAsync()
    {
        await Task.Yield();
        try
        {
            // The first is waited for, with what the waiting search asks of it; later ones are ready when they come.
            if (Last() is not null)
            {
                return await RefreshAsync(CancellationToken.None).ConfigureAwait(false);
            }

            var first = await DictionaryReader.ReadAsync(index, vocabulary, CancellationToken.None).ConfigureAwait(false);
            Keep(first);
            return first;
        }
        catch (Exception) when (Last() is { } last)
        {
            // An index that cannot be read now makes the search itself fail; suggestions go on from the last reading.
            Keep(last);
            return last;
        }
        finally
        {
            lock (_lock)
            {
                _reading = null;
            }
        }
    }

    private TagDictionary? Last()
    {
        lock (_lock)
        {
            return _last;
        }
    }

    private void Keep(TagDictionary read)
    {
        lock (_lock)
        {
            (_last, _readAt) = (read, time.GetTimestamp());
        }
    }
}
