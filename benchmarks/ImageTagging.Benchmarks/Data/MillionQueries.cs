using System.Globalization;

namespace ImageTagging.Benchmarks;

/// <summary>The queries that percentiles are over: each different, all seeded, the same for every engine.</summary>
/// <param name="images">The images that are searched.</param>
/// <param name="broad">The broad tags: those of at least a tenth of the images.</param>
public sealed class MillionQueries(MillionImages images, IReadOnlyList<string> broad)
{
    private const ulong Seed = 0x71756572;

    /// <summary>The broad tags of an index: those with at least a tenth of the images.</summary>
    public static async Task<IReadOnlyList<string>> BroadTagsAsync(
        ITagIndex index,
        MillionImages images,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(images);
        var counts = await index.CountTagsAsync(new() { Size = 50 }, cancellationToken);
        // The deletes take a fiftieth away; the broad tag of the last tenth counts all the same.
        return [.. counts.Where(c => c.Count >= images.Count / 10 || c.Value == MillionImages.LateTag).Select(c => c.Value)];
    }

    /// <summary>Two tags that some image has together; the first 20 with the exact count.</summary>
    public IEnumerable<SearchRequest> TwoTags(int count) =>
        Different(
            count,
            noise =>
            {
                var number = noise.Next(images.Count);
                var tags = images.TagNumbers(number);
                var one = noise.Next(tags.Count);
                var two = (one + 1 + noise.Next(tags.Count - 1)) % tags.Count;
                return And(Tag(tags[Math.Min(one, two)]), Tag(tags[Math.Max(one, two)]));
            }
        );

    /// <summary>A broad tag at or over any confidence, ranked; the first 20.</summary>
    public IEnumerable<SearchRequest> Thresholds(int count) =>
        Different(count, noise => new HasTagQuery(Broad(ref noise), new(3_000 + noise.Next(7_000))));

    /// <summary>A broad tag and any other, ranked by bands; the first 20.</summary>
    public IEnumerable<SearchRequest> Rankings(int count) =>
        Different(count, noise => new OrQuery(new([new HasTagQuery(Broad(ref noise)), Tag(noise.Next(TagWords.Tags))])));

    /// <summary>The 20 most frequent tags beside a broad tag, some rare tag left out so that each is another query.</summary>
    /// <param name="count">How many.</param>
    /// <param name="withBand">Whether only tags at or over a band are counted.</param>
    public IEnumerable<SearchRequest> Facets(int count, bool withBand) =>
        Different(count, noise => And(new HasTagQuery(Broad(ref noise)), new NotQuery(Tag(2_000 + noise.Next(18_000)))))
            .Select((r, i) => r with { Facets = [Facet(withBand ? Confidence.Bands[1 + (i % 7)] : null)] });

    /// <summary>A broad tag, modified within a year that begins on any day; the first 20.</summary>
    public IEnumerable<SearchRequest> Modified(int count) =>
        Different(
            count,
            noise =>
            {
                var tag = new HasTagQuery(Broad(ref noise));
                var from = MillionImages.Start.AddDays(-noise.Next(3_000));
                return And(tag, new ModifiedQuery(from, from.AddYears(1)));
            }
        );

    /// <summary>A broad tag in a folder of a thousand images; the first 20.</summary>
    public IEnumerable<SearchRequest> Folders(int count) =>
        Different(
            count,
            noise => And(new HasTagQuery(Broad(ref noise)), new KeyQuery(MillionImages.FolderOf(noise.Next(images.Count)) + "*"))
        );

    /// <summary>A broad tag and four digits anywhere in the key; the first 20.</summary>
    public IEnumerable<SearchRequest> PartsOfKeys(int count) =>
        Different(
            count,
            noise =>
                And(
                    new HasTagQuery(Broad(ref noise)),
                    new KeyQuery(string.Create(CultureInfo.InvariantCulture, $"*{noise.Next(10_000):0000}-*"))
                )
        );

    /// <summary>The first letters of tags, as somebody types them.</summary>
    public static IEnumerable<string> Beginnings(int count) =>
        Enumerable.Range(0, count).Select(i => TagWords.Tag((int)(Noise.Mix(Seed + (ulong)i) % TagWords.Tags))[..3]);

    /// <summary>The 20 most frequent tags of everything.</summary>
    public static SearchRequest FacetsOfEverything(int? band) => new() { Query = new EverythingQuery(), Facets = [Facet(band)] };

    private static FacetRequest Facet(int? band) => new(FacetField.Tag, 20, band);

    private static AndQuery And(TagQuery one, TagQuery two) => new(new([one, two]));

    private static HasTagQuery Tag(int number) => new(TagWords.Tag(number));

    private static IEnumerable<SearchRequest> Different(int count, Func<Noise, TagQuery> make)
    {
        var seen = new HashSet<TagQuery>();
        for (var i = 0UL; seen.Count < count && i < (ulong)count * 100; i++)
        {
            var query = make(new Noise(Seed + i));
            if (seen.Add(query))
            {
                yield return new() { Query = query };
            }
        }
    }

    private string Broad(ref Noise noise) => broad[noise.Next(broad.Count)];
}
