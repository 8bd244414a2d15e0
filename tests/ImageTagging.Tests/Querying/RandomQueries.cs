namespace ImageTagging.Tests.Querying;

/// <summary>Random trees of the whole language; a seed gives the same ones again.</summary>
internal sealed class RandomQueries(int seed)
{
    private static readonly string[] s_names =
    [
        "cat",
        "dog",
        "tree",
        "person",
        "mobile phone",
        "or",
        "gone",
        "failed",
        "untagged",
        "*",
        "-dash",
        "a:b",
        "r&b",
        "say \"hi\"",
        "été",
        "東京",
        "😀",
        "a(b)",
        "<",
        ">=90",
        "not",
        "Cat",
        " padded  name ",
        "",
        "has",
        "key:x",
        "50%",
        "it's",
        "back\\slash",
    ];

    private static readonly string[] s_texts =
    [
        "2024/*",
        "",
        "*",
        "a b",
        "s3://bucket",
        "/home/me/my pictures",
        "\"",
        "\"\"x",
        "(1).jpg",
        "\\*",
        "a\nb",
        "😀*?",
        "-x",
        "x:y",
        "OR",
        "..",
        "\t",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Whether names are in their normal form, as trees that engines see have them.</summary>
    public bool NormalNames { get; init; }

    public TagQuery Next(int depth = 4) =>
        _random.Next(depth > 0 ? 15 : 11) switch
        {
            0 => new EverythingQuery(),
            1 or 2 => Tag(),
            3 => new KeyQuery(Pick(s_texts)),
            4 => new SourceQuery(Pick(s_texts)),
            5 => new CategoryQuery(Name()),
            6 => new StatusQuery((ImageStatus)_random.Next(5)),
            7 => new ModifiedQuery(Time(), Time()),
            8 => _random.Next(3) switch
            {
                0 => new UntaggedQuery(),
                1 => new FailedQuery(),
                _ => new GoneQuery(),
            },
            9 => new HasEditsQuery(),
            10 => new AnyOfQuery(
                Enumerable
                    .Range(0, _random.Next(4))
                    .Select(_ => new WeightedTag(Tag(), _random.Next(2) == 0 ? 16 : _random.Next(1, 17)))
            ),
            11 or 12 => new AndQuery(new(Parts(depth))),
            13 => new OrQuery(new(Parts(depth))),
            _ => new NotQuery(Next(depth - 1)),
        };

    private IEnumerable<TagQuery> Parts(int depth) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Next(depth - 1))];

    private HasTagQuery Tag() =>
        new(
            Name(),
            _random.Next(2) == 0 ? default : new Confidence(_random.Next(10_001)),
            _random.Next(2) == 0 ? null : new Confidence(_random.Next(3) == 0 ? 10_000 : _random.Next(10_001))
        );

    private DateTimeOffset? Time()
    {
        var day = new DateTimeOffset(_random.Next(1, 10_000), _random.Next(1, 13), _random.Next(1, 29), 0, 0, 0, TimeSpan.Zero);
        return _random.Next(6) switch
        {
            0 => null,
            1 => new(day.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            2 => new(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero),
            3 => day,
            4 => day.AddSeconds(_random.Next(86_400)),
            _ => day.AddTicks(_random.NextInt64(TimeSpan.TicksPerDay)),
        };
    }

    private string Name() => Pick(s_names) is var name && NormalNames ? TagName.Normalize(name) : name;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
