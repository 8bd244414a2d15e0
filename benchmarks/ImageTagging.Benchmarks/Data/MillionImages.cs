using System.Globalization;

namespace ImageTagging.Benchmarks;

/// <summary>
/// The seeded images that all million-image bars are measured over. A record hangs on seed, number and revision only: they
/// are streamed, never held, and any is made again when it is needed.
/// </summary>
/// <remarks>
/// 20,000 tags by Zipf (exponent 1); seven of a picture's ten tags come from its folder's fifty; keys of 60 characters whose
/// order is that of the numbers; confidences 30–100; one broad tag is held by all of the last tenth of the keys and no other.
/// </remarks>
public sealed class MillionImages(int count, int seed = 20_261)
{
    /// <summary>The broad tag of the last tenth.</summary>
    public const string LateTag = "late arrival";

    /// <summary>The source's name.</summary>
    public const string Source = "s3://benchmark";

    private const int ImagesAFolder = 1_000;
    private const int TagsAFolder = 50;
    private const int TagsAnImage = 10;
    private static readonly string[] s_lateParents = ["Arrival"];
    private readonly ZipfTags _tags = new(TagWords.Tags);
    private readonly Dictionary<int, int[]> _folders = [];
    private readonly Lock _gate = new();
    private readonly KeyShuffle _shuffle = new(Math.Max(count, 1), (ulong)seed);

    /// <summary>How many images.</summary>
    public int Count => count;

    /// <summary>What every record's answer was asked with: as the tool asks Rekognition for labels.</summary>
    public static TaggerFingerprint Fingerprint { get; } = new("6c5c2acfac09aee14140cefca1ac8479", 30, 10);

    /// <summary>The tagger of every answer.</summary>
    public static string Tagger => "rekognition";

    /// <summary>The first listing's time; later ones are later.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every record in the random order in which they are written.</summary>
    public IEnumerable<ImageRecord> InWriteOrder() => Numbers().Select(i => Record(i));

    /// <summary>The numbers 0 to count - 1 in the random order in which their records are written.</summary>
    public IEnumerable<int> Numbers() => Enumerable.Range(0, count).Select(i => (int)_shuffle[i]);

    /// <summary>The number at a place of the random order.</summary>
    public int NumberAt(int position) => (int)_shuffle[position];

    /// <summary>The numbers of the 5 % that are re-tagged after the first writing (revision 1), in random order.</summary>
    public IEnumerable<int> Updated() => Numbers().Where(i => Fate(i) < 50);

    /// <summary>The numbers of the 2 % that are deleted after the first writing, in random order; none is among the updated.</summary>
    public IEnumerable<int> Deleted() => Numbers().Where(IsDeleted);

    /// <summary>Whether a number's record is deleted after the first writing.</summary>
    public bool IsDeleted(int number) => Fate(number) is >= 50 and < 70;

    /// <summary>A number's key: 60 characters, rising with the number.</summary>
    public string Key(int number)
    {
        var noise = Noise.Mix((ulong)number ^ 0x6b6579UL ^ ((ulong)seed << 32));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{FolderOf(number)}{number:0000000000}-{noise:x16}-{noise >> 40:x6}-exports.jpg"
        );
    }

    /// <summary>What the keys of a number's folder begin with.</summary>
    public static string FolderOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"photos/{number / ImagesAFolder:000000}/");

    /// <summary>A number's name.</summary>
    public ImageName Name(int number) => new(Source, Key(number));

    /// <summary>A number's listing, as the record was listed.</summary>
    public ImageListing Listing(int number)
    {
        var facts = new Noise(Noise.Mix((ulong)number) ^ (ulong)seed ^ 0x6c697374UL);
        var (size, modified) = (200_000 + facts.Next(8_000_000), Start.AddMilliseconds(-(long)(facts.NextDouble() * 3e11)));
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{facts.Next():x16}{facts.Next():x16}\"");
        var key = Key(number);
        return new()
        {
            Key = key,
            Location = Source + "/" + key,
            Size = size,
            ModifiedAt = DateTimeOffset.FromUnixTimeMilliseconds(modified.ToUnixTimeMilliseconds()),
            Version = etag,
            Contents = ContentId.FromETag(etag, size),
            ListedAt = Start,
        };
    }

    /// <summary>A number's record; another revision has ten other tags, all else the same.</summary>
    public ImageRecord Record(int number, int revision = 0)
    {
        var listing = Listing(number);
        var answer = Answer(number, revision);
        return new()
        {
            Source = Source,
            Key = listing.Key,
            Location = listing.Location,
            Size = listing.Size,
            ModifiedAt = listing.ModifiedAt,
            Version = listing.Version,
            ListedAt = listing.ListedAt,
            Contents = listing.Contents,
            Vocabulary = Vocabulary.Empty.Fingerprint,
            Taggers =
            [
                new()
                {
                    Name = Tagger,
                    Fingerprint = Fingerprint,
                    ModelVersion = "3.0",
                    TaggedAt = Start.AddMilliseconds(number),
                    Labels = [.. answer.Select(a => a.Label)],
                },
            ],
            Tags =
            [
                .. answer
                    .Select(a => new Tag(a.Tag, Confidence.Floor(a.Label.Confidence)))
                    .OrderByDescending(t => t.Confidence.Hundredths)
                    .ThenBy(t => t.Name, StringComparer.Ordinal),
            ],
            Parents = [.. answer.Select(a => new TagRelation(a.Parent, a.Tag)).Order()],
        };
    }

    /// <summary>The numbers of a picture's tags, without the broad one of the last tenth.</summary>
    internal List<int> TagNumbers(int number, int revision = 0)
    {
        var noise = new Noise(Noise.Mix((ulong)(uint)number | ((ulong)(uint)revision << 40)) ^ (ulong)seed);
        var folder = Folder(number / ImagesAFolder);
        var wanted = IsLate(number) ? TagsAnImage - 1 : TagsAnImage;
        var tags = new List<int>(TagsAnImage);
        while (tags.Count < wanted)
        {
            var tag = noise.NextDouble() < 0.7 ? folder[noise.Next(folder.Length)] : _tags.Next(ref noise);
            if (!tags.Contains(tag))
            {
                tags.Add(tag);
            }
        }

        return tags;
    }

    private bool IsLate(int number) => number >= count - (count / 10);

    // Of a thousand: 0-49 re-tagged, 50-69 deleted.
    private int Fate(int number) => (int)(Noise.Mix((ulong)number ^ 0x66617465UL ^ ((ulong)seed << 20)) % 1_000);

    private (ImageLabel Label, string Tag, string Parent)[] Answer(int number, int revision)
    {
        var noise = new Noise(Noise.Mix((ulong)(uint)number | ((ulong)(uint)revision << 40)) ^ (ulong)seed ^ 0x636f6e66UL);
        var tags = TagNumbers(number, revision);
        var answer = new (ImageLabel Label, string Tag, string Parent)[TagsAnImage];
        for (var i = 0; i < answer.Length; i++)
        {
            var confidence = Math.Round(30 + (noise.NextDouble() * 70), 4);
            answer[i] =
                i < tags.Count
                    ? (
                        Label(TagWords.Label(tags[i]), confidence, TagWords.ParentLabels(tags[i])),
                        TagWords.Tag(tags[i]),
                        TagWords.ParentTag(tags[i])
                    )
                    : (Label("Late arrival", confidence, s_lateParents), LateTag, "arrival");
        }

        Array.Sort(answer, static (a, b) => b.Label.Confidence.CompareTo(a.Label.Confidence));
        return answer;
    }

    private static ImageLabel Label(string name, double confidence, IReadOnlyList<string> parents) =>
        new()
        {
            Name = name,
            Confidence = confidence,
            Parents = parents,
        };

    private int[] Folder(int folder)
    {
        lock (_gate)
        {
            if (_folders.TryGetValue(folder, out var tags))
            {
                return tags;
            }

            var noise = new Noise(Noise.Mix((ulong)folder ^ 0x666f6c64UL) ^ (ulong)seed);
            var chosen = new HashSet<int>();
            while (chosen.Count < TagsAFolder)
            {
                chosen.Add(_tags.Next(ref noise));
            }

            _folders.Add(folder, tags = [.. chosen]);
            return tags;
        }
    }
}
