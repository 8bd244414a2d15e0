using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Tests.Running;

/// <summary>A store of made-up pictures, whose bytes are the text of what they show.</summary>
public sealed class PictureStore(TimeProvider time, string name = "mem://store") : IImageSource
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Picture> _pictures = new(KeyOrder.Instance);
    private int _stamp;

    public string Name => name;

    public ImageScope Scope { get; set; } = ImageScope.All;

    /// <summary>Whether the listing tells an MD5, as S3 does.</summary>
    public bool TellsContents { get; set; } = true;

    /// <summary>Pictures opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Called for every key listed, and for the empty key at the start; may throw.</summary>
    public Action<string>? OnList { get; set; }

    /// <summary>Called before a picture is opened; may throw.</summary>
    public Action<string>? OnOpen { get; set; }

    /// <summary>Prefixes that cannot be listed.</summary>
    public HashSet<string> Unlisted { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys whose objects are archived.</summary>
    public HashSet<string> Archived { get; } = new(StringComparer.Ordinal);

    /// <summary>What its listing says that it left out.</summary>
    public List<ListingExclusion> Exclusions { get; } = [];

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _pictures.Keys];
            }
        }
    }

    public string this[string key]
    {
        get
        {
            lock (_lock)
            {
                return _pictures[key].Shows;
            }
        }
        set => Put(key, value);
    }

    public void Put(string key, string shows)
    {
        lock (_lock)
        {
            _pictures[key] = new(shows, Milliseconds(time.GetUtcNow()), ++_stamp);
        }
    }

    public void Remove(string key)
    {
        lock (_lock)
        {
            _pictures.Remove(key);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _pictures.Clear();
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            _pictures.Remove(from, out var picture);
            _pictures[to] = picture!;
        }
    }

    public static ContentId Md5Of(string shows) => ContentId.FromMd5(MD5.HashData(Encoding.UTF8.GetBytes(shows)));

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.Yield();
        OnList?.Invoke("");
        KeyValuePair<string, Picture>[] pictures;
        lock (_lock)
        {
            pictures = [.. _pictures.Where(p => range.Contains(p.Key) && Scope.Contains(p.Key))];
        }

        var listedAt = Milliseconds(time.GetUtcNow());
        foreach (var prefix in Unlisted.Where(p => KeyRange.WithPrefix(p).Overlaps(range)))
        {
            yield return new ListingGap(prefix, "It cannot be read.");
        }

        foreach (var excluded in Exclusions)
        {
            yield return excluded;
        }

        foreach (var (key, picture) in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OnList?.Invoke(key);
            if (!Unlisted.Any(p => key.StartsWith(p, StringComparison.Ordinal)))
            {
                yield return ListingOf(key, picture, listedAt);
            }
        }
    }

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
    {
        OnOpen?.Invoke(image.Key);
        lock (_lock)
        {
            Opened++;
            return
                _pictures.TryGetValue(image.Key, out var picture)
                && !ListingOf(image.Key, picture, default).DiffersFrom(image.Version, image.Size, image.ModifiedAt)
                ? new(new MemoryStream(Encoding.UTF8.GetBytes(picture.Shows)))
                : throw new ImageTaggingException("It is no longer there.") { Kind = FailureKind.Gone, Code = "NotFound" };
        }
    }

    private ImageListing ListingOf(string key, Picture picture, DateTimeOffset listedAt)
    {
        var size = Encoding.UTF8.GetByteCount(picture.Shows);
        return new()
        {
            Key = key,
            Location = name + "/" + key,
            Size = size,
            ModifiedAt = picture.ModifiedAt,
            Version = TellsContents ? Md5Of(picture.Shows).Text[4..] : picture.Stamp.ToString(CultureInfo.InvariantCulture),
            Contents = TellsContents ? ContentId.FromETag(Md5Of(picture.Shows).Text[4..], size) : [],
            ListedAt = listedAt,
            Unreadable = Archived.Contains(key) ? new(FailureKind.NeedsRestore, "Archived", "It must be restored first.") : null,
        };
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private sealed record Picture(string Shows, DateTimeOffset ModifiedAt, int Stamp);
}
