using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>Look-ups of stored answers by content: what makes copies, moves and swaps free.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexLabelConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly ContentId s_one = SampleRecords.Content("one");
    private static readonly ContentId s_two = SampleRecords.Content("two");

    [Fact]
    public async Task An_answer_is_found_by_any_content_id_with_all_that_is_known()
    {
        var etag = ContentId.FromETag("\"d41d8cd98f00b204e9800998ecf8427e\"", 12);
        var record = SampleRecords.Of("a.jpg", ("Cat", 93.12)) with
        {
            Contents = [s_one, .. etag],
            Width = 640,
            Height = 480,
            MediaType = "image/png",
            Edits = [SampleRecords.Edit("tiger")],
        };
        var index = await CreateAsync([record]);
        foreach (var content in record.Contents)
        {
            var match = Assert.Single(await FindAsync(index, content));
            Assert.Equal((content, record.Name), (match.Content, match.Image));
            Assert.Equal((640, 480, "image/png"), (match.Width, match.Height, match.MediaType));
            Assert.False(match.IsPrevious);
            Assert.False(match.IsGone);
            RecordText.AssertSame(record, record with { Taggers = [match.State], Edits = match.Edits });
        }
    }

    [Fact]
    public async Task Contents_that_no_record_holds_find_nothing()
    {
        var index = await CreateAsync([Holder("a", s_one)]);
        Assert.Empty(await FindAsync(index, s_two));
        Assert.Empty((await index.FindLabelsAsync([], SampleRecords.Tagger, Cancel)).Matches);
        Assert.Empty((await index.FindLabelsAsync([s_one], "other", Cancel)).Matches);
    }

    [Fact]
    public async Task An_answer_is_found_behind_any_number_of_copies_without_one()
    {
        // Every copy's name comes before that of the answer, and as many of them failed as wait.
        var copies = Enumerable
            .Range(0, 600)
            .Select(i =>
                Holder($"copy {i:000}", s_one) with
                {
                    Taggers = i % 2 == 0 ? [] : [SampleRecords.Failed(SampleRecords.Tagger)],
                    Tags = [],
                }
            );
        var index = await CreateAsync([.. copies, Holder("the answer", s_one)]);
        Assert.Equal("the answer", Assert.Single(await FindAsync(index, s_one)).Image.Key);
    }

    [Fact]
    public async Task Only_answers_count_and_only_those_that_may_serve_others()
    {
        var index = await CreateAsync([
            Holder("failed", s_one) with
            {
                Taggers = [SampleRecords.Failed(SampleRecords.Tagger)],
            },
            Holder("by reference", s_one) with
            {
                Taggers =
                [
                    SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint) with
                    {
                        IsListedContent = false,
                    },
                ],
            },
            Holder("other tagger", s_one) with
            {
                Taggers = [SampleRecords.Answer("ear", SampleRecords.Fingerprint)],
            },
            Holder("pending", s_one) with
            {
                Taggers = [],
            },
        ]);
        Assert.Empty(await FindAsync(index, s_one));
    }

    [Fact]
    public async Task An_empty_answer_is_an_answer()
    {
        var index = await CreateAsync([
            Holder("a", s_one) with
            {
                Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint)],
            },
        ]);
        Assert.Empty(Assert.Single(await FindAsync(index, s_one)).State.Labels);
    }

    [Fact]
    public async Task Former_contents_are_found_behind_current_ones()
    {
        var former = Holder("former", s_two) with { Previous = Former(s_one, "Former") };
        var current = Holder("z current", s_one);
        var index = await CreateAsync([former]);
        var match = Assert.Single(await FindAsync(index, s_one));
        Assert.True(match.IsPrevious);
        Assert.Equal("Former", Assert.Single(match.State.Labels).Name);
        Assert.Equal(["was"], match.Edits.Select(e => e.Tag));
        Assert.Equal((320, 200, "image/gif"), (match.Width, match.Height, match.MediaType));
        await PutAsync(index, current);
        await index.RefreshAsync(Cancel);
        var best = (await FindAsync(index, s_one))[0];
        Assert.Equal((current.Name, false), (best.Image, best.IsPrevious));
    }

    [Fact]
    public async Task Gone_records_serve_too_behind_those_that_are_there()
    {
        var gone = Holder("a gone", s_one) with { GoneAt = SampleRecords.Start };
        var index = await CreateAsync([gone]);
        Assert.True(Assert.Single(await FindAsync(index, s_one)).IsGone);
        await PutAsync(index, Holder("z there", s_one));
        await PutAsync(index, Holder("b", s_two) with { Previous = Former(s_one, "Former") });
        await index.RefreshAsync(Cancel);
        var matches = await FindAsync(index, s_one);
        Assert.Equal("z there", matches[0].Image.Key);
        Assert.False(matches[0].IsGone);
    }

    [Fact]
    public async Task Up_to_eight_fingerprints_are_given_however_many_copies_there_are()
    {
        var many = Enumerable
            .Range(0, 60)
            .Select(i =>
                Holder(string.Create(CultureInfo.InvariantCulture, $"{i:00}"), s_one) with
                {
                    Taggers = [SampleRecords.Answer(SampleRecords.Tagger, Print(i < 50 ? 0 : i % 7), ("Cat", 50))],
                }
            );
        var index = await CreateAsync(many);
        var matches = await FindAsync(index, s_one);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => Print(i).ToString()),
            matches
                .Select(m => m.State.Fingerprint!.Value.ToString())
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        Assert.InRange(matches.Count, 7, 8);
    }

    [Fact]
    public async Task Several_contents_are_looked_up_at_once()
    {
        var contents = Enumerable.Range(0, 600).Select(i => SampleRecords.Content($"bytes {i}")).ToArray();
        var index = await CreateAsync(contents.Select((c, i) => Holder($"{i:000}", c)).Where((_, i) => i % 2 == 0));
        var lookup = await index.FindLabelsAsync(contents, SampleRecords.Tagger, Cancel);
        Assert.Equal(
            contents.Where((_, i) => i % 2 == 0).Select(c => c.Text).Order(StringComparer.Ordinal),
            lookup.Matches.Select(m => m.Content.Text).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_record_that_was_replaced_or_deleted_is_found_as_it_is_now()
    {
        var index = await CreateAsync();
        var first = await PutAsync(index, Holder("a", s_one));
        var second = (await WriteAsync(index, RecordWrite.Replace(Holder("a", s_two), first)))[0].Token!;
        await index.RefreshAsync(Cancel);
        Assert.Empty(await FindAsync(index, s_one));
        Assert.Single(await FindAsync(index, s_two));
        await WriteAsync(index, RecordWrite.Delete(new(SampleRecords.Source, "a"), second));
        await index.RefreshAsync(Cancel);
        Assert.Empty(await FindAsync(index, s_two));
    }

    [Fact]
    public async Task Contents_that_look_alike_are_kept_apart()
    {
        ContentId[] contents =
        [
            .. ContentId.FromETag("\"abc\"", 1),
            .. ContentId.FromETag("\"ABC\"", 1),
            .. ContentId.FromETag("\"abc\"", 2),
            .. ContentId.FromETag("\"abc-2\"", 1),
            .. ContentId.FromETag("\"a:b'c\\%_*\"", 1),
        ];
        var index = await CreateAsync(contents.Select((c, i) => Holder($"{i}", c)));
        for (var i = 0; i < contents.Length; i++)
        {
            Assert.Equal($"{i}", Assert.Single(await FindAsync(index, contents[i])).Image.Key);
        }
    }

    private static ImageRecord Holder(string key, ContentId content) =>
        SampleRecords.Of(key, ("Cat", 50)) with
        {
            Contents = [content],
        };

    private static TaggerFingerprint Print(int i) => SampleRecords.Fingerprint with { MinConfidence = 10 + i };

    private static PreviousContent Former(ContentId content, string label) =>
        new()
        {
            Contents = [content],
            Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint, (label, 60))],
            Edits = [SampleRecords.Edit("was")],
            Width = 320,
            Height = 200,
            MediaType = "image/gif",
            ReplacedAt = SampleRecords.Start,
        };

    private static async ValueTask<IReadOnlyList<LabelMatch>> FindAsync(ITagIndex index, ContentId content) =>
        (await index.FindLabelsAsync([content], SampleRecords.Tagger, Cancel)).Matches;
}
