namespace ImageTagging.Conformance;

/// <summary>Random facts of photographs, seeded. Values repeat on purpose, so that ties and overlaps happen.</summary>
/// <param name="seed">The same seed gives the same facts.</param>
internal sealed class FactsGenerator(int seed)
{
    private static readonly string[] s_makes = ["Canon", "NIKON CORPORATION", "Apple", "写真機"];
    private static readonly string[] s_models = ["Canon EOS 5D Mark III", "NIKON D750", "iPhone 12 Pro", "EOS \"R\"", "X-T4"];
    private static readonly string[] s_lenses = ["EF24-105mm f/4L IS USM", "50 mm", "50mm", "Größe 1:2"];
    private static readonly string[] s_people = ["Ann", "ann", "Ann Ang", "Zoë", "山田", "O'Neil, Bob"];
    private static readonly string[] s_titles =
    [
        "Sunset at the beach",
        "BEACH",
        "Straße nach Wien",
        "日本の写真",
        "😀 fun",
        "a-b_c",
        "...",
    ];
    private static readonly PhotoPlace[] s_places =
    [
        new("Greece", "GR", "Attica", "Athens", null),
        new("Deutschland", "DE", "Bayern", "München", "Viktualienmarkt"),
        new("UK", "GB", "England", null, null),
        new("United States", "US", "Georgia", "Athens", null),
        new("Georgia", "GE", null, "T'bilisi", null),
        new(null, null, null, "Łódź", null),
        new("Atlantis", null, "A/B", null, "Strand"),
        new("日本", "JP", "東京", null, null),
    ];
    private readonly Random _random = new(seed);

    /// <summary>The names of cameras, lenses, people and titles that facts are made of.</summary>
    public static IReadOnlyList<string> Texts { get; } = [.. s_makes, .. s_models, .. s_lenses, .. s_people, .. s_titles];

    /// <summary>Words that people look for in places.</summary>
    public static IReadOnlyList<string> Places { get; } =
    [
        "greece",
        "Griechenland",
        "athens",
        "athens georgia",
        "georgia",
        "munchen",
        "Bayern",
        "UK",
        "usa",
        "états-unis d'amérique",
        "lodz",
        "strand",
        "東京",
        "nowhere",
    ];

    /// <summary>Facts of any kind; null for none.</summary>
    public PhotoFacts? Next() =>
        Chance(4)
            ? null
            : new()
            {
                Taken = Maybe(NextTime()),
                CameraMake = Maybe(Pick(s_makes)),
                CameraModel = Maybe(Pick(s_models)),
                Lens = Maybe(Pick(s_lenses)),
                FocalLength = Maybe(Pick(24d, 50, 105.5)),
                ExposureTime = Maybe(Pick(1 / 3d, 0.001, 30)),
                Aperture = Maybe(Pick(1.8, 4, 22)),
                Iso = Maybe(Pick(100, 200, 400, 1600, 12_800)),
                Duration = Chance(8) ? new(TimeSpan.FromMilliseconds(_random.Next(100_000)), FactSource.Exif) : null,
                Position = Maybe(NextPosition()),
                Place = Maybe(Pick(s_places)),
                Title = Maybe(Pick(s_titles)),
                Description = Maybe(Pick("One line", "Two\nlines")),
                Rating = Maybe(Pick(-1, 1, 3, 4, 5)),
                IsFavourite = Maybe(Chance(2)),
                Orientation = Maybe(_random.Next(1, 9)),
                Artist = Maybe(Pick(s_people)),
                Rights = Maybe("© " + Pick(s_people)),
                BurstId = Chance(8) ? new("burst", FactSource.Exif) : null,
                LivePhotoId = Chance(8) ? new("live", FactSource.Exif) : null,
                People =
                [
                    .. s_people
                        .Where(_ => Chance(5))
                        .Select(p => new Fact<PhotoPerson>(
                            new(p, Chance(2) ? null : new(0.1, 0.2, 1 / 3d, 0.25)),
                            Pick(Enum.GetValues<FactSource>())
                        )),
                ],
            };

    private PhotoTime NextTime()
    {
        var month = new DateTime(2018, 11, 1).AddMonths(_random.Next(20));
        var local = _random.Next(4) switch
        {
            0 => month,
            1 => month.AddMilliseconds(-1),
            2 => new DateTime(1900, 2, 28),
            _ => month.AddMilliseconds(_random.Next()),
        };
        return new(
            local,
            Chance(2) ? null : TimeSpan.FromMinutes(15 * _random.Next(-48, 57)),
            Pick(Enum.GetValues<TimeCertainty>())
        );
    }

    private PhotoPosition NextPosition() =>
        _random.Next(4) switch
        {
            0 => new(48.2, 16.4, 170.5),
            1 => new(-90, 180, null),
            2 => new(48.2 + (_random.Next(-100, 100) / 1000d), 16.4 + (_random.Next(-100, 100) / 1000d), -1),
            _ => new((_random.NextDouble() * 180) - 90, (_random.NextDouble() * 360) - 180, null),
        };

    private Fact<T>? Maybe<T>(T value)
        where T : notnull => Chance(3) ? null : new(value, Pick(Enum.GetValues<FactSource>()));

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
