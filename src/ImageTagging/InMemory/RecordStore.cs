using System.Globalization;
using System.Runtime.CompilerServices;

namespace ImageTagging.InMemory;

/// <summary>Records by name, in order, and by content; every member under one lock.</summary>
internal sealed class RecordStore
{
    private const int PageSize = 1_000;

    // Names, records and holders change together, and a token is compared and replaced in one step.
    private readonly Lock _lock = new();
    private readonly SortedSet<ImageName> _names = [];
    private readonly Dictionary<ImageName, ImageRecord> _records = [];
    private readonly Dictionary<ContentId, HashSet<ImageName>> _holders = [];
    private long _writes;

    public WriteResult Write(RecordWrite write)
    {
        lock (_lock)
        {
            var stored = _records.GetValueOrDefault(write.Name);
            if (!string.Equals(stored?.Token, write.Token, StringComparison.Ordinal))
            {
                return WriteResult.Conflict();
            }

            if (stored is not null)
            {
                Forget(stored);
            }

            if (write.Record is null)
            {
                _names.Remove(write.Name);
                _records.Remove(write.Name);
                return WriteResult.Written(token: null);
            }

            var next = write.Record with { Token = (++_writes).ToString(CultureInfo.InvariantCulture) };
            _names.Add(write.Name);
            _records[write.Name] = next;
            Remember(next);
            return WriteResult.Written(next.Token);
        }
    }

    public ImageRecord? Find(ImageName name)
    {
        lock (_lock)
        {
            return _records.GetValueOrDefault(name);
        }
    }

    /// <summary>Records that hold, or held, a content, by name.</summary>
    public IReadOnlyList<ImageRecord> Holding(ContentId content)
    {
        lock (_lock)
        {
            return _holders.TryGetValue(content, out var names) ? [.. names.Order().Select(n => _records[n])] : [];
        }
    }

    /// <summary>Every record at this moment, by name.</summary>
    public IReadOnlyList<ImageRecord> Snapshot()
    {
        lock (_lock)
        {
            return [.. _names.Select(n => _records[n])];
        }
    }

    public IAsyncEnumerable<ImageRecord> ReadAsync(string source, KeyRange range, CancellationToken cancellationToken) =>
        range.IsEmpty
            ? AsyncEnumerable.Empty<ImageRecord>()
            : PagesAsync(new(source, range.From ?? ""), r => r.Source == source && range.Contains(r.Key), cancellationToken);

    public IAsyncEnumerable<ImageRecord> ReadAsync(ImageName? after, CancellationToken cancellationToken) =>
        PagesAsync(after is { } a ? Behind(a) : new("", ""), _ => true, cancellationToken);

    // Pages, as a real engine reads: what is written behind a page's end is still seen.
    private async IAsyncEnumerable<ImageRecord> PagesAsync(
        ImageName from,
        Func<ImageRecord, bool> isInside,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Page(from);
            foreach (var record in page)
            {
                if (!isInside(record))
                {
                    yield break;
                }

                yield return record;
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (page.Length < PageSize)
            {
                yield break;
            }

            from = Behind(page[^1].Name);
            await Task.Yield();
        }
    }

    private ImageRecord[] Page(ImageName from)
    {
        lock (_lock)
        {
            return _names.Count == 0 || _names.Max < from
                ? []
                : [.. _names.GetViewBetween(from, _names.Max).Take(PageSize).Select(n => _records[n])];
        }
    }

    private static ImageName Behind(ImageName name) => name with { Key = name.Key + "\0" };

    private void Remember(ImageRecord record)
    {
        foreach (var content in ContentsOf(record))
        {
            if (!_holders.TryGetValue(content, out var names))
            {
                _holders[content] = names = [];
            }

            names.Add(record.Name);
        }
    }

    private void Forget(ImageRecord record)
    {
        foreach (var content in ContentsOf(record))
        {
            if (_holders.TryGetValue(content, out var names) && names.Remove(record.Name) && names.Count == 0)
            {
                _holders.Remove(content);
            }
        }
    }

    private static IEnumerable<ContentId> ContentsOf(ImageRecord record) =>
        record.Previous is { } previous ? record.Contents.Concat(previous.Contents).Distinct() : record.Contents;
}
