namespace ImageTagging.Tests.Querying;

/// <summary>Random whole records with odd names, failures, corrections and former contents; a seed gives the same ones again.</summary>
internal sealed class RandomRecords(int seed)
{
    private static readonly string[] s_words =
    [
        "Cat",
        "Dog",
        "Mobile Phone",
        "Car",
        "Automobile",
        "Vehicle",
        "été",
        "東京",
        "😀",
        "a\"b\\c",
        "<b>",
        "line\nbreak",
        "Person",
        "Tree",
        "\u2028",
        "x",
    ];

    private static readonly DateTimeOffset s_start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);

    public ImageRecord Next(string? key = null) =>
        new()
        {
            Source = Pick(["s3://bucket", "/home/me", "é"]),
            Key = key ?? string.Join('/', Words(3)) + _random.Next(1_000_000) + ".jpg",
            Location = "file:///" + _random.Next(),
            Size = _random.NextInt64(1L << 40),
            ModifiedAt = Milliseconds(),
            Version = Maybe(() => "\"etag\"" + _random.Next()),
            ListedAt = Milliseconds(),
            Contents = Contents(),
            Width = Maybe(() => (int?)_random.Next(1, 9_000)),
            Height = Maybe(() => (int?)_random.Next(1, 9_000)),
            MediaType = Maybe(() => "image/jpeg"),
            Taggers = Taggers(),
            Tags =
            [
                .. Distinct()
                    .Select(n => new Tag(n, new(_random.Next(10_001))))
                    .OrderByDescending(t => t.Confidence)
                    .ThenBy(t => t.Name, StringComparer.Ordinal),
            ],
            Vocabulary = Maybe(() => "v" + _random.Next()),
            Categories = [.. Distinct().Order(StringComparer.Ordinal)],
            Parents = [.. Words(3).Select(w => new TagRelation(TagName.Normalize(w), "cat")).Distinct().Order()],
            Aliases = [.. Words(2).Select(w => new TagRelation(TagName.Normalize(w), "car")).Distinct().Order()],
            Edits = Edits(),
            Previous = Maybe(() =>
                new PreviousContent
                {
                    Contents = Contents(),
                    Taggers = Taggers(),
                    Edits = Edits(),
                    Width = 3,
                    MediaType = Maybe(() => "image/png"),
                    ReplacedAt = Ticks(),
                }
            ),
            GoneAt = _random.Next(5) == 0 ? Ticks() : null,
        };

    public IReadOnlyList<Correction> Edits() =>
        [
            .. Words(3)
                .Select(TagName.Normalize)
                .Distinct()
                .Select(w => new Correction
                {
                    Tag = w,
                    IsAdded = _random.Next(2) == 0,
                    By = Pick(s_words),
                    At = Ticks(),
                    Batch = "b" + _random.Next(),
                    IsForEarlierVersion = _random.Next(4) == 0,
                    Replaced = Maybe(() =>
                        new Correction
                        {
                            Tag = w,
                            IsAdded = true,
                            By = "x",
                            At = Ticks(),
                            Batch = "older",
                        }
                    ),
                }),
        ];

    public IReadOnlyList<TaggerState> Taggers() =>
        [
            .. new[] { "exif", "onnx", "rekognition" }
                .Where(_ => _random.Next(2) == 0)
                .Select(n =>
                {
                    var answered = _random.Next(4) > 0;
                    return new TaggerState
                    {
                        Name = n,
                        Fingerprint = answered ? new TaggerFingerprint("ab12", 30.5, _random.Next(12)) : null,
                        ModelVersion = Maybe(() => "3.0"),
                        Labels = answered ? [.. Words(8).Select(Label)] : [],
                        TaggedAt = answered ? Ticks() : null,
                        IsAuthored = n == "exif",
                        IsListedContent = _random.Next(4) > 0,
                        Failure = answered && _random.Next(3) > 0 ? null : Failure(),
                    };
                }),
        ];

    public ImageLabel Label(string name) =>
        new()
        {
            Name = name,
            Confidence = _random.NextDouble() * 100,
            Parents = Words(2),
            Aliases = Words(1),
            Categories = Words(1),
            Boxes =
            [
                .. Enumerable
                    .Range(0, _random.Next(3))
                    .Select(_ => new BoundingBox(
                        _random.NextDouble(),
                        _random.NextDouble(),
                        0.1,
                        1,
                        Maybe(() => (double?)_random.NextDouble())
                    )),
            ],
        };

    private TaggerFailure Failure() =>
        new()
        {
            Kind = (FailureKind)_random.Next(6),
            Code = "Code",
            Message = Pick(s_words),
            Attempts = _random.Next(1, 9),
            At = Ticks(),
            DueAt = Maybe(() => (DateTimeOffset?)Ticks()),
            Fingerprint = Maybe(() => (TaggerFingerprint?)new TaggerFingerprint("cd", 55, 0)),
        };

    private IReadOnlyList<ContentId> Contents() =>
        _random.Next(3) == 0 ? [] : [.. ContentId.FromETag($"{_random.NextInt64():x32}", 12), ContentId.FromSha256(new byte[32])];

    private string[] Words(int most) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => Pick(s_words))];

    private IEnumerable<string> Distinct() => Words(6).Select(TagName.Normalize).Where(n => n.Length > 0).Distinct();

    private DateTimeOffset Milliseconds() => s_start.AddMilliseconds(_random.NextInt64(1L << 36) - (1L << 35));

    private DateTimeOffset Ticks() => s_start.AddTicks(_random.NextInt64(1L << 50));

    private T? Maybe<T>(Func<T?> value) => _random.Next(2) == 0 ? value() : default;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
