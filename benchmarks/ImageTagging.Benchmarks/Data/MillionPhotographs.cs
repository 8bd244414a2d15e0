using System.Globalization;

namespace ImageTagging.Benchmarks;

/// <summary>The made-up images as photographs: each with what a camera and a person say of it, beside what the tagger said.</summary>
/// <param name="images">The images.</param>
internal sealed class MillionPhotographs(MillionImages images)
{
    private const int Words = 2_000;
    private static readonly DateTime s_first = new(2012, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>How many different cameras there are; the first are the most frequent.</summary>
    public const int Cameras = 40;

    /// <summary>How many different people there are.</summary>
    public const int People = 300;

    /// <summary>A camera's name.</summary>
    public static string Camera(int number) => string.Create(CultureInfo.InvariantCulture, $"Maker {number % 7} Model {number}");

    /// <summary>A person's name.</summary>
    public static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"Ann{number} Walker");

    /// <summary>A word of titles; the first are the most frequent.</summary>
    public static string Word(int number) => TagWords.Tag(number).Split(' ')[0];

    /// <summary>A number's record.</summary>
    public ImageRecord Record(int number)
    {
        var record = images.Record(number);
        var noise = new Noise(Noise.Mix((ulong)number) ^ 0x70686f746fUL);
        var state = new TaggerState
        {
            Name = "metadata",
            Fingerprint = new("0", 0, 0),
            ModelVersion = "1",
            TaggedAt = MillionImages.Start,
            Labels = [],
            Facts = Facts(ref noise),
        };
        return record with { Taggers = [state, .. record.Taggers] };
    }

    private static PhotoFacts Facts(ref Noise noise)
    {
        var camera = Often(ref noise, Cameras);
        var taken = s_first.AddMinutes(noise.Next(13 * 365 * 24 * 60));
        var people = new List<Fact<PhotoPerson>>();
        for (var left = noise.Next(3); left > 0; left--)
        {
            var person = new PhotoPerson(Person(Often(ref noise, People)), Box: null);
            if (people.TrueForAll(p => p.Value.Name != person.Name))
            {
                people.Add(Of(person));
            }
        }

        return new()
        {
            Taken = Of(new PhotoTime(taken, Offset: null, TimeCertainty.Local)),
            CameraMake = Of(string.Create(CultureInfo.InvariantCulture, $"Maker {camera % 7}")),
            CameraModel = Of(string.Create(CultureInfo.InvariantCulture, $"Model {camera}")),
            Lens = Of(string.Create(CultureInfo.InvariantCulture, $"{20 + (10 * noise.Next(30))}mm f/{1 + noise.Next(8)}")),
            Iso = Of(100 << noise.Next(8)),
            Orientation = Of(noise.Next(4) == 0 ? 6 : 1),
            Position =
                noise.Next(3) == 0
                    ? null
                    : Of(new PhotoPosition(35 + (noise.NextDouble() * 20), -5 + (noise.NextDouble() * 30), Altitude: null)),
            Title =
                noise.Next(2) == 0
                    ? null
                    : Of($"{Word(Often(ref noise, Words))} {Word(Often(ref noise, Words))} {Word(Often(ref noise, Words))}"),
            Rating = noise.Next(3) == 0 ? Of(1 + noise.Next(5)) : null,
            IsFavourite = noise.Next(30) == 0 ? Of(true) : null,
            People = people,
        };
    }

    // A small number rather than a large one.
    private static int Often(ref Noise noise, int end) => (int)(end * Math.Pow(noise.NextDouble(), 3));

    private static Fact<T> Of<T>(T value) => new(value, FactSource.Exif);
}
