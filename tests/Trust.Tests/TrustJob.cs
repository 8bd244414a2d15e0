using System.Globalization;
using System.Text;
using ImageTagging.Testing;

namespace ImageTagging.Trust.Tests;

/// <summary>A job that processes share by their arguments: pictures of a bucket that is made up, tagged by the double, into an index.</summary>
internal sealed record TrustJob(string Engine, string Location, string ServiceUrl, int Pictures)
{
    /// <summary>The tag that every picture has.</summary>
    public const string Everywhere = "everywhere";

    /// <summary>Who calls: tells lives apart in the double's log.</summary>
    public string AccessKey { get; init; } = RekognitionDouble.AccessKey;

    public string Bucket { get; init; } = "pictures";

    /// <summary>The run's id; empty for one of its own.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Calls that its budget allows; -1 for no budget.</summary>
    public long Budget { get; init; } = -1;

    /// <summary>Answers that are not saved yet, at the most.</summary>
    public int MaxUnsaved { get; init; } = 24;

    public string Source => "s3://" + Bucket;

    public IReadOnlyList<string> Arguments =>
        [
            Engine,
            Location,
            ServiceUrl,
            Text(Pictures),
            AccessKey,
            Bucket,
            RunId,
            Budget.ToString(CultureInfo.InvariantCulture),
            Text(MaxUnsaved),
        ];

    public static TrustJob Parse(string[] arguments) =>
        new(arguments[0], arguments[1], arguments[2], int.Parse(arguments[3], CultureInfo.InvariantCulture))
        {
            AccessKey = arguments[4],
            Bucket = arguments[5],
            RunId = arguments[6],
            Budget = long.Parse(arguments[7], CultureInfo.InvariantCulture),
            MaxUnsaved = int.Parse(arguments[8], CultureInfo.InvariantCulture),
        };

    /// <summary>A picture's key.</summary>
    public static string KeyOf(int picture) =>
        string.Create(CultureInfo.InvariantCulture, $"{picture / 100:00}/{picture:00000}.jpg");

    /// <summary>What a picture shows: every tenth is a copy of the one five before.</summary>
    public static int ContentOf(int picture) => picture % 10 == 9 ? picture - 5 : picture;

    /// <summary>What the picture of a key shows.</summary>
    public static int ContentOf(string key) => ContentOf(int.Parse(key.AsSpan(3, 5), CultureInfo.InvariantCulture));

    /// <summary>What the service says of a content.</summary>
    public static IReadOnlyList<ImageLabel> LabelsOf(int content) =>
        [
            new() { Name = Everywhere, Confidence = 99 },
            new() { Name = "thing " + Text(content % 37), Confidence = 76 + (content % 24) },
            new() { Name = "number " + Text(content), Confidence = 90.5 },
        ];

    /// <summary>Different contents.</summary>
    public int Contents => Enumerable.Range(0, Pictures).Select(ContentOf).Distinct().Count();

    /// <summary>The bucket.</summary>
    public FakeImageSource OpenSource()
    {
        var source = new FakeImageSource(Source);
        for (var i = 0; i < Pictures; i++)
        {
            source.Put(KeyOf(i), Encoding.UTF8.GetBytes($"{Bucket} {ContentOf(i)}"));
        }

        return source;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
