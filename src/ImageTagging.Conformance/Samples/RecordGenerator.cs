using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>Random records, seeded. Values repeat on purpose, so that ties and overlaps happen.</summary>
/// <param name="seed">The same seed gives the same records.</param>
public sealed class RecordGenerator(int seed)
{
    // No character between U+E000 and U+FFFF beside the emoji: "ordinal" and the order of UTF-8 bytes agree on these.
    private static readonly string[] s_tags =
    [
        .. Enumerable.Range(0, 24).Select(i => string.Create(CultureInfo.InvariantCulture, $"t{i}")),
        "mobile phone",
        "rock 'n' roll",
        "or",
        "写真",
        "😀",
        "\"quoted\"",
        "a*b?",
        "ß é",
    ];

    private static readonly string[] s_categories = ["animals and pets", "vehicles", "c\"d", "食べ物"];
    private static readonly string[] s_folders = ["", "2024/", "2024/06/", "a b/", "写真/", "😀/", "x*y?z/", "back\\slash/"];
    private static readonly string[] s_sources = ["s3://one", "s3://two", "/photos of 'me'"];
    private readonly Random _random = new(seed);

    // Of its own, so that vectors change nothing else that a seed gives.
    private readonly Random _vectors = new(seed + 1);
    private readonly Random _given = new(seed + 2);
    private readonly FactsGenerator _facts = new(seed + 2);

    /// <summary>The tags that records are given; one in a query that is none of these finds nothing.</summary>
    public static IReadOnlyList<string> Tags => s_tags;

    /// <summary>The categories that records are given.</summary>
    public static IReadOnlyList<string> Categories => s_categories;

    /// <summary>The sources of records that are given none.</summary>
    public static IReadOnlyList<string> Sources => s_sources;

    /// <summary>A name; maybe one that came before.</summary>
    /// <param name="source">The source; null for any of <see cref="Sources"/>.</param>
    public ImageName NextName(string? source = null) =>
        new(
            source ?? Pick(s_sources),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Pick(s_folders)}img{_random.Next(10_000)}{Pick(".jpg", ".JPG", ".png", "")}"
            )
        );

    /// <summary>A record of any shape under this name.</summary>
    public ImageRecord NextRecord(ImageName name)
    {
        var tags = NextTags();
        var record = SampleRecords.Of(name) with
        {
            Size = _random.Next(8) == 0 ? 5_000_000_000 + _random.Next(5) : 100 * _random.Next(1, 30),
            ModifiedAt = NextTime(),
            ListedAt = SampleRecords.Start.AddMilliseconds(_random.Next()),
            Version = Chance(3) ? null : string.Create(CultureInfo.InvariantCulture, $"\"etag-{_random.Next(100)}\""),
            // Of the name: whatever is drawn after it stays what it was.
            Companions = name.Key.Length % 5 == 0 ? [".CR2", ".MOV"] : [],
            Contents = Chance(4)
                ? []
                : [SampleRecords.Content(string.Create(CultureInfo.InvariantCulture, $"bytes {_random.Next(1_000)}"))],
            Width = Chance(3) ? null : _random.Next(1, 5_000),
            Height = Chance(3) ? null : _random.Next(1, 5_000),
            Look = _vectors.Next(3) == 0 ? null : new((ulong)_vectors.NextInt64()),
            MediaType = Chance(3) ? null : Pick("image/jpeg", "image/png"),
            Tags = tags,
            Vocabulary = Chance(2) ? null : "v1",
            Categories = [.. s_categories.Where(_ => Chance(4)).Order(StringComparer.Ordinal)],
            Parents = Relations(tags, "parent of "),
            Aliases = Relations(tags, "also "),
            Taggers = NextTaggers(tags),
            Edits = Chance(5) ? [SampleRecords.Edit(Pick(s_tags), Chance(2)), .. NextGiven()] : [.. NextGiven()],
            GoneAt = Chance(8) ? SampleRecords.Start.AddDays(_random.Next(30)) : null,
        };
        return Chance(6) ? record with { Previous = NextPrevious() } : record;
    }

    /// <summary>Some tags with confidences, in a record's order; maybe none.</summary>
    public IReadOnlyList<Tag> NextTags()
    {
        // Squared: the first tags are common, the last rare.
        var count = Chance(8) ? 0 : _random.Next(1, 9);
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var at = _random.NextDouble();
            chosen.Add(s_tags[(int)(at * at * s_tags.Length)]);
        }

        return SampleRecords.Order(chosen.Select(t => new Tag(t, NextConfidence())));
    }

    /// <summary>A confidence: often on the edge of a band or just beside it.</summary>
    public Confidence NextConfidence()
    {
        var band = Confidence.Bands[_random.Next(Confidence.Bands.Count)] * 100;
        return new(
            _random.Next(5) switch
            {
                0 => band,
                1 => band - 1,
                2 => 10_000,
                3 => band + 1,
                _ => _random.Next(10_001),
            }
        );
    }

    /// <summary>A modified time: few months, many ties, edges of months among them.</summary>
    public DateTimeOffset NextTime()
    {
        var month = new DateTimeOffset(2023, 11, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(_random.Next(8));
        return _random.Next(4) switch
        {
            0 => month,
            1 => month.AddMilliseconds(-1),
            2 => month.AddDays(_random.Next(28)),
            _ => month.AddMilliseconds(_random.Next()),
        };
    }

    private TaggerState[] NextTaggers(IReadOnlyList<Tag> tags)
    {
        var answer = new TaggerState
        {
            Name = SampleRecords.Tagger,
            Fingerprint = SampleRecords.Fingerprint with { MaxLabels = Pick(0, 10) },
            ModelVersion = Pick(null, "3.0"),
            TaggedAt = SampleRecords.Start.AddMinutes(_random.Next(10_000)),
            IsListedContent = !Chance(10),
            Warning = Chance(8) ? "Keywords were lost: \"a\", é." : null,
            Selected = Chance(8) ? SampleRecords.Fingerprint with { MinConfidence = 60 } : null,
            BorrowedFrom = Chance(8) ? new ImageName("s3://bucket", "other \"key\" é.jpg") : null,
            PassedOver = Chance(8) ? "person OR untagged" : null,
            Embedding = NextEmbedding(),
            Facts = _facts.Next(),
            Labels =
            [
                .. tags.Select(t => new ImageLabel
                {
                    Name = t.Name,
                    Confidence = t.Confidence.Percent,
                    Parents = Chance(4) ? ["Thing"] : [],
                    Aliases = Chance(4) ? ["Other \"name\""] : [],
                    Categories = Chance(4) ? ["Everyday"] : [],
                    Boxes = Chance(6) ? [new(0.1, 0.25, 1 / 3d, 0.5, 87.5)] : [],
                    Area = Chance(6) ? Pick(0, 0.1234, 1 / 3d, 1) : null,
                    Models = Chance(4) ? ["imagenet1k", "Other \"model\""] : [],
                }),
            ],
        };
        return _random.Next(8) switch
        {
            0 => [],
            1 => [SampleRecords.Failed("ear", Chance(2) ? null : SampleRecords.Start.AddDays(2))],
            2 => [SampleRecords.Failed("ear", SampleRecords.Start.AddDays(2)), answer],
            3 => [answer with { Failure = SampleRecords.Failure(SampleRecords.Start.AddDays(1)) }],
            _ => [answer],
        };
    }

    private Embedding? NextEmbedding()
    {
        if (_vectors.Next(3) == 0)
        {
            return null;
        }

        var vector = new float[_vectors.Next(8) == 0 ? 5 : 24];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = _vectors.NextSingle() - 0.5f;
        }

        return Embedding.FromVector(_vectors.Next(6) == 0 ? "写真/1" : "eye/1", vector);
    }

    // Its own dice: what the other seeds gave before stays as it was.
    private IEnumerable<Correction> NextGiven()
    {
        if (_given.Next(4) == 0)
        {
            yield return SampleRecords.Given(FactField.Rating, _given.Next(-1, 6) is var stars and not 0 ? $"{stars}" : null);
        }

        if (_given.Next(6) == 0)
        {
            yield return SampleRecords.Given(FactField.Favourite, null) with
            {
                IsAdded = _given.Next(3) > 0,
            };
        }

        if (_given.Next(8) == 0)
        {
            yield return SampleRecords.Given(FactField.Title, _given.Next(4) == 0 ? null : "Straße am Meer");
        }
    }

    private PreviousContent NextPrevious() =>
        new()
        {
            Contents = [SampleRecords.Content(string.Create(CultureInfo.InvariantCulture, $"bytes {_random.Next(1_000)}"))],
            Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint, ("Former", 77.7))],
            Edits = Chance(2) ? [] : [SampleRecords.Edit("former")],
            Width = 640,
            Height = 480,
            MediaType = "image/gif",
            ReplacedAt = SampleRecords.Start.AddDays(3),
        };

    private TagRelation[] Relations(IReadOnlyList<Tag> tags, string name) =>
        [.. tags.Where(_ => Chance(3)).Select(t => new TagRelation(name + t.Name.EnumerateRunes().First(), t.Name)).Order()];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
