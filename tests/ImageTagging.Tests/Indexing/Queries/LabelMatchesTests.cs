using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Indexing;

public sealed class LabelMatchesTests
{
    private static readonly ContentId s_cat = PictureStore.Md5Of("cat");
    private static readonly ContentId s_dog = PictureStore.Md5Of("dog");

    [Fact]
    public void A_record_answers_for_its_present_content_and_for_its_former_one()
    {
        var record = Record("a.jpg") with { GoneAt = DateTimeOffset.UnixEpoch };
        var present = Assert.Single(LabelMatches.Of(s_cat, "words", record));
        Assert.Equal(
            (record.Name, false, true, record.Width),
            (present.Image, present.IsPrevious, present.IsGone, present.Width)
        );
        Assert.Equal("now", Assert.Single(present.Edits).Batch);

        var former = Assert.Single(LabelMatches.Of(s_dog, "words", record));
        Assert.Equal((record.Name, true, 7), (former.Image, former.IsPrevious, former.Width));
        Assert.Equal("before", Assert.Single(former.Edits).Batch);
    }

    [Fact]
    public void What_was_not_said_of_these_bytes_serves_nobody()
    {
        var record = Record("a.jpg");
        Assert.Empty(LabelMatches.Of(PictureStore.Md5Of("bird"), "words", record));
        Assert.Empty(LabelMatches.Of(s_cat, "others", record));
        Assert.Empty(LabelMatches.Of(s_cat, "words", With(record, s => s with { Fingerprint = null })));
        Assert.Empty(LabelMatches.Of(s_cat, "words", With(record, s => s with { IsListedContent = false })));
    }

    [Fact]
    public void The_best_are_of_present_contents_before_former_ones_and_of_pictures_that_are_there()
    {
        var gone = Record("a.jpg") with { GoneAt = DateTimeOffset.UnixEpoch };
        var matches = new[] { gone, Record("c.jpg"), Record("b.jpg") }.SelectMany(r =>
            LabelMatches.Of(s_dog, "words", r).Concat(LabelMatches.Of(s_cat, "words", r))
        );
        // All have one fingerprint, so that one answers.
        var best = Assert.Single(LabelMatches.Best(matches));
        Assert.Equal(("b.jpg", false, false), (best.Image.Key, best.IsPrevious, best.IsGone));
        Assert.Equal("a.jpg", Assert.Single(LabelMatches.Best(LabelMatches.Of(s_cat, "words", gone))).Image.Key);
    }

    [Fact]
    public void Each_question_has_one_answer_and_eight_are_the_most()
    {
        var matches = Enumerable
            .Range(0, 30)
            .SelectMany(i =>
                LabelMatches.Of(s_cat, "words", With(Record($"{i:00}.jpg"), s => s with { Fingerprint = new("a", i / 2, 0) }))
            );
        var best = LabelMatches.Best(matches).ToArray();
        Assert.Equal(LabelMatches.MostFingerprints, best.Length);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{2 * i:00}.jpg"), best.Select(m => m.Image.Key));
    }

    private static ImageRecord With(ImageRecord record, Func<TaggerState, TaggerState> change) =>
        record with
        {
            Taggers = [.. record.Taggers.Select(change)],
        };

    private static ImageRecord Record(string key) =>
        new RandomRecords(1).Next(key) with
        {
            Source = "s",
            GoneAt = null,
            Contents = [s_cat],
            Taggers = [new() { Name = "words", Fingerprint = new("a", 50, 0) }],
            Edits = [Edit("now")],
            Previous = new()
            {
                Contents = [s_dog],
                Taggers = [new() { Name = "words", Fingerprint = new("a", 50, 0) }],
                Edits = [Edit("before")],
                Width = 7,
                ReplacedAt = DateTimeOffset.UnixEpoch,
            },
        };

    private static Correction Edit(string batch) =>
        new()
        {
            Tag = "x",
            IsAdded = true,
            By = "ann",
            At = DateTimeOffset.UnixEpoch,
            Batch = batch,
        };
}
