using ImageTagging.Planning;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Planning;

public sealed class StampJudgeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaggerInfo s_words = new() { Name = "words", Fingerprint = new("0a", 50, 10) };

    [Fact]
    public void What_the_index_does_not_have_is_new_and_what_differs_or_was_gone_has_changed()
    {
        Assert.Equal(Change.New, Judge().Decide(Listing(), null, s_now, retryFailed: false));
        Assert.Equal(Change.Unchanged, Decide(Record()));
        Assert.Equal(Change.Changed, Decide(Record() with { Size = 2 }));
        Assert.Equal(Change.Changed, Decide(Record() with { GoneAt = s_now }));
    }

    [Fact]
    public void An_answer_that_serves_the_question_needs_no_call_and_a_narrower_one_only_a_write()
    {
        Assert.Equal(new(false, false, false), Decision(Answer(new("0a", 50, 10))));
        Assert.Equal(new(false, true, false), Decision(Answer(new("0a", 30, 20))));
        Assert.Equal(new(false, false, false), Decision(Answer(new("0a", 30, 20)) with { Selected = s_words.Fingerprint }));
        Assert.Equal(new(true, false, false), Decision(Answer(new("0b", 50, 10))));
        Assert.Equal(new(true, false, false), Decision(Answer(new("0a", 60, 10))));
        Assert.Equal(new(true, false, false), Decision(new() { Name = "others", Fingerprint = s_words.Fingerprint }));
    }

    [Theory]
    [InlineData(null, false, false, nameof(Change.Waiting))]
    [InlineData(1, false, false, nameof(Change.Waiting))]
    [InlineData(0, false, false, nameof(Change.Due))]
    [InlineData(-1, false, false, nameof(Change.Due))]
    [InlineData(1, true, false, nameof(Change.Due))]
    [InlineData(null, true, false, nameof(Change.Due))]
    // What failed at another question is no failure of this one.
    [InlineData(1, false, true, nameof(Change.Stale))]
    public void A_failure_waits_until_it_is_due_or_somebody_asks(int? dueIn, bool retryFailed, bool otherQuestion, string change)
    {
        var failed = new TaggerState
        {
            Name = "words",
            Failure = new()
            {
                Kind = FailureKind.Transient,
                Code = "Away",
                Message = "Away.",
                Attempts = 1,
                At = s_now,
                DueAt = dueIn is { } hours ? s_now.AddHours(hours) : null,
                Fingerprint = otherQuestion ? new("0b", 50, 10) : s_words.Fingerprint,
            },
        };
        Assert.Equal(change, Decide(Record(failed), retryFailed).ToString());
    }

    [Fact]
    public void A_tagger_that_a_condition_keeps_away_is_not_missing_until_the_condition_is_another()
    {
        var condition = "dog";
        var passedOver = new TaggerState { Name = "words", PassedOver = condition };
        Assert.False(Judge(condition: condition).Of(Record(passedOver).Stamp).NeedsCall);
        Assert.True(Judge(condition: "cat").Of(Record(passedOver).Stamp).NeedsCall);
        Assert.True(Judge().Of(Record(passedOver).Stamp).NeedsCall);
    }

    [Fact]
    public void Another_vocabulary_or_other_files_beside_it_need_a_write()
    {
        Assert.Equal(Change.Stale, Decide(Record() with { Vocabulary = "another" }));
        Assert.Equal(Change.Stale, Decide(Record() with { Companions = [".cr3"] }, companions: []));
        Assert.Equal(Change.Unchanged, Decide(Record() with { Companions = [".CR3"] }, companions: [".cr3"]));
        // Where nobody looked they are what they were.
        Assert.Equal(Change.Unchanged, Decide(Record() with { Companions = [".cr3"] }));
    }

    [Fact]
    public void An_engine_that_shares_no_stamps_is_judged_as_well()
    {
        var judge = Judge();
        var stamp = Record().Stamp;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(judge.Of(RecordStamp.Parse(stamp.Text)).NeedsCall);
        }
    }

    private static StampJudge Judge(string? condition = null) =>
        new([s_words], "v", (_, _) => false, [TaggerStamp.Condition(condition)]);

    private static StampDecision Decision(TaggerState state) => Judge().Of(Record(state).Stamp);

    private static Change Decide(ImageRecord record, bool retryFailed = false, string[]? companions = null)
    {
        var stored = new IndexedImage
        {
            Key = record.Key,
            Size = record.Size,
            ModifiedAt = record.ModifiedAt,
            ListedAt = record.ListedAt,
            Stamp = record.Stamp,
            DueAt = record.DueAt,
            GoneAt = record.GoneAt,
        };
        return Judge().Decide(Listing() with { Companions = companions }, stored, s_now, retryFailed);
    }

    private static ImageListing Listing() =>
        new()
        {
            Key = "a.jpg",
            Location = "mem://a.jpg",
            Size = 1,
            ModifiedAt = s_now,
        };

    private static TaggerState Answer(TaggerFingerprint asked) => new() { Name = "words", Fingerprint = asked };

    private static ImageRecord Record(TaggerState? state = null) =>
        new RandomRecords(1).Next("a.jpg") with
        {
            Size = 1,
            ModifiedAt = s_now,
            Version = null,
            GoneAt = null,
            Vocabulary = "v",
            Companions = [],
            Taggers = [state ?? Answer(s_words.Fingerprint)],
        };
}
