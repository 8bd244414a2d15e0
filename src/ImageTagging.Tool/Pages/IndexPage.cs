using System.Globalization;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Tool.Pages;

/// <summary>An index as one page: what is in it, which tags, how sure, when, and pictures of the most frequent tags.</summary>
internal sealed class IndexPage(ITagIndex index, TagQuery? query, Thumbnails thumbnails)
{
    // More cannot be told apart.
    private const int Lines = 6;
    private const int MostTogether = 40;

    /// <param name="title">What the page is about, such as the index's place.</param>
    /// <param name="top">How many tags the charts have.</param>
    /// <param name="sampled">How many tags are shown with pictures.</param>
    /// <param name="samples">How many pictures a tag.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<HtmlPage> MakeAsync(string title, int top, int sampled, int samples, CancellationToken cancellationToken)
    {
        var figures = new IndexFigures(index, query, band: null);
        var tags = await figures.TagsAsync(top, cancellationToken).ConfigureAwait(false);
        var images = await figures.ImagesAsync(cancellationToken).ConfigureAwait(false);
        var confidences = await figures.ConfidencesAsync(cancellationToken).ConfigureAwait(false);
        var page = new HtmlPage("What the pictures show", title);
        page.Figures(
            (Number(images), "pictures"),
            (Number(confidences.Sum(c => c.Count)), "tags given"),
            (Number(await CountAsync(new UntaggedQuery(), cancellationToken).ConfigureAwait(false)), "pictures without a tag"),
            (Number(await CountAsync(new FailedQuery(), cancellationToken).ConfigureAwait(false)), "pictures that failed"),
            (Number(await CountAsync(new HasEditsQuery(), cancellationToken).ConfigureAwait(false)), "corrected by people")
        );
        if (tags.Count == 0)
        {
            page.Begin("No tags");
            page.Text("There is nothing to draw: no picture has a tag.");
            page.End();
            return page;
        }

        await ChartsAsync(page, figures, tags, confidences, cancellationToken).ConfigureAwait(false);
        await SamplesAsync(page, tags.Take(sampled), samples, cancellationToken).ConfigureAwait(false);
        await SourcesAsync(page, cancellationToken).ConfigureAwait(false);
        page.Begin("Counts");
        page.Table(
            ["tag", "pictures", "share of all"],
            tags.Select(t => (string[])[t.Value, Number(t.Count), Percent(t.Count, images)])
        );
        page.End();
        return page;
    }

    private static async Task ChartsAsync(
        HtmlPage page,
        IndexFigures figures,
        IReadOnlyList<TagCount> tags,
        IReadOnlyList<ConfidenceCount> confidences,
        CancellationToken cancellationToken
    )
    {
        var distribution = IndexCharts.Distribution(tags);
        page.Begin("Tag distribution", $"How many pictures have each of the {Number(tags.Count)} most frequent tags.");
        page.Charts((distribution, "Bars: how many pictures have each tag; the same counts are in the table at the end"));
        page.End();

        var sure = IndexCharts.Confidences(confidences);
        var time = await figures
            .OverTimeAsync([.. tags.Take(Lines).Select(t => t.Value)], cancellationToken)
            .ConfigureAwait(false);
        var periods = time.ByPeriod();
        var months = IndexCharts.OverTime(periods);
        page.Begin(
            "How sure, and when",
            $"How sure taggers were of all tags given; pictures by the {periods.Unit} in which they were modified."
        );
        page.Charts((sure, "Bars: how many tags were given with which confidence"));
        page.Charts((months, $"Lines: pictures of each {periods.Unit}"));
        page.End();

        var together = await figures.TogetherAsync([.. tags.Take(MostTogether)], cancellationToken).ConfigureAwait(false);
        var heat = IndexCharts.Together(together);
        page.Begin(
            "Tags together",
            "Read along a row: of the pictures with the tag at the left, so many percent also have the one below."
        );
        page.Charts((heat, "Squares: of the pictures with one tag, how many have another"));
        var pairs = together.Pairs().Take(12).ToArray();
        if (pairs.Length > 0)
        {
            page.Table(
                ["most frequent pairs", "pictures", "times more often than by chance"],
                pairs.Select(p =>
                    (string[])
                        [
                            $"{together.Tags[p.One]} + {together.Tags[p.Other]}",
                            Number(together.Count(p.One, p.Other)),
                            together.Lift(p.One, p.Other).ToString("0.0", CultureInfo.InvariantCulture),
                        ]
                )
            );
        }

        page.End();
    }

    private async Task SamplesAsync(HtmlPage page, IEnumerable<TagCount> tags, int samples, CancellationToken cancellationToken)
    {
        if (samples == 0)
        {
            return;
        }

        page.Begin("Pictures", "The surest of each tag.");
        foreach (var tag in tags)
        {
            var found = await index
                .SearchAsync(new SearchRequest { Query = Within(new HasTagQuery(tag.Value)), Size = samples }, cancellationToken)
                .ConfigureAwait(false);
            page.Heading($"{tag.Value} ({Number(tag.Count)})");
            var tiles = new List<ImageTile>();
            foreach (var hit in found.Hits)
            {
                var confidence = hit.Record.Tags.First(t => t.Name == tag.Value).Confidence;
                tiles.Add(
                    new(
                        await thumbnails.MakeAsync(hit.Record.Location, cancellationToken).ConfigureAwait(false),
                        $"{confidence} %",
                        hit.Record.Key
                    )
                );
            }

            page.Pictures(tiles);
        }

        page.End();
    }

    private async Task SourcesAsync(HtmlPage page, CancellationToken cancellationToken)
    {
        var sources = await index
            .CountTagsAsync(
                new TagCountRequest
                {
                    Query = query,
                    Field = FacetField.Source,
                    Size = 50,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        page.Begin("Sources");
        page.Table(["source", "pictures"], sources.Select(s => (string[])[s.Value, Number(s.Count)]));
        page.End();
    }

    private async Task<long> CountAsync(TagQuery of, CancellationToken cancellationToken) =>
        (
            await index.SearchAsync(new SearchRequest { Query = Within(of), Size = 0 }, cancellationToken).ConfigureAwait(false)
        ).Total;

    private TagQuery Within(TagQuery of) => query is null ? of : query & of;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(long part, long whole) =>
        whole == 0 ? "-" : (100d * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
