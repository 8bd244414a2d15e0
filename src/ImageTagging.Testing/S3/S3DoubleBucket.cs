namespace ImageTagging.Testing;

/// <summary>A bucket of an <see cref="S3Double"/>: any key, in the order of its UTF-8 bytes. Threads may share it.</summary>
public sealed class S3DoubleBucket
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<S3DoubleObject>> _objects = new(KeyOrder.Instance);
    private readonly TimeProvider _time;
    private int _versions;

    internal S3DoubleBucket(string name, string region, TimeProvider time) => (Name, Region, _time) = (name, region, time);

    /// <summary>The bucket's name.</summary>
    public string Name { get; }

    /// <summary>The region that it is in; requests signed for another are redirected to it.</summary>
    public string Region { get; init; }

    /// <summary>True if former versions are kept and ids given.</summary>
    public bool IsVersioned { get; set; }

    /// <summary>True if requests must say that the requester pays.</summary>
    public bool IsRequesterPays { get; set; }

    /// <summary>Stores an object as a plain upload would, or as told.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="change">Changes the object before it is there; null for nothing.</param>
    /// <returns>The object.</returns>
    public S3DoubleObject Put(string key, ReadOnlyMemory<byte> content, Func<S3DoubleObject, S3DoubleObject>? change = null) =>
        Store(key, content, change, isNew: false)!;

    /// <summary>Stores an object where none is; null where there is one already. Of many at once exactly one stores.</summary>
    internal S3DoubleObject? PutNew(string key, ReadOnlyMemory<byte> content, Func<S3DoubleObject, S3DoubleObject> change) =>
        Store(key, content, change, isNew: true);

    private S3DoubleObject? Store(
        string key,
        ReadOnlyMemory<byte> content,
        Func<S3DoubleObject, S3DoubleObject>? change,
        bool isNew
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        // S3 keeps whole seconds.
        var item = S3DoubleObject.Plain(content, DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds()));
        lock (_gate)
        {
            var isThere = _objects.TryGetValue(key, out var versions);
            if (isNew && isThere)
            {
                return null;
            }

            item = item with { VersionId = IsVersioned ? $"v{++_versions}" : "null" };
            item = change?.Invoke(item) ?? item;
            if (versions is null || !IsVersioned)
            {
                _objects[key] = versions = [];
            }

            versions.Add(item);
        }

        return item;
    }

    /// <summary>Takes an object away; false where there was none.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string key)
    {
        lock (_gate)
        {
            return _objects.Remove(key);
        }
    }

    /// <summary>Finds an object; null where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="versionId">The version; null for the newest.</param>
    /// <returns>The object; null where there is none.</returns>
    public S3DoubleObject? Find(string key, string? versionId = null)
    {
        lock (_gate)
        {
            return !_objects.TryGetValue(key, out var versions) ? null
                : versionId is null ? versions[^1]
                : versions.Find(v => v.VersionId == versionId);
        }
    }

    /// <summary>The keys, in order.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _objects.Keys];
            }
        }
    }

    internal (IReadOnlyList<(string Key, S3DoubleObject Object)> Page, bool IsTruncated) List(
        string prefix,
        string? after,
        int most
    )
    {
        lock (_gate)
        {
            var page = new List<(string, S3DoubleObject)>();
            foreach (var (key, versions) in _objects)
            {
                if ((after is not null && KeyOrder.Compare(key, after) <= 0) || !key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    continue;
                }

                if (page.Count == most)
                {
                    return (page, true);
                }

                page.Add((key, versions[^1]));
            }

            return (page, false);
        }
    }
}
