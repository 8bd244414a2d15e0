using ImageTagging.Serialization;

namespace ImageTagging.Tests.Serialization;

public sealed class StateWriterTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero);

    private static readonly TaggerFailure s_failure = new()
    {
        Kind = FailureKind.Refused,
        Code = "Code",
        Message = "A \u2028 sentence.",
        Attempts = 3,
        At = s_at,
        DueAt = s_at.AddTicks(7),
        Fingerprint = new("0a", 55.5, 3),
    };

    private static readonly TaggerState s_state = new()
    {
        Name = "words",
        Fingerprint = new("0a", 50, 10),
        Selected = new("0a", 60, 5),
        ModelVersion = "3.0",
        Labels = [new() { Name = "cat", Confidence = 90 }],
        Embedding = Embedding.FromComponents("space", [1, -2, 127]),
        Facts = new() { Iso = new(400, FactSource.Exif) },
        Warning = "Half was lost.",
        TaggedAt = s_at,
        IsAuthored = true,
        IsListedContent = false,
        BorrowedFrom = new("s", "lender.jpg"),
        PassedOver = "dog",
        Failure = s_failure,
    };

    private static readonly Correction s_edit = new()
    {
        Tag = "cat",
        IsAdded = true,
        By = "ann",
        At = s_at,
        Batch = "b",
        IsForEarlierVersion = true,
    };

    [Fact]
    public void Every_member_of_an_answer_and_of_a_failure_comes_back()
    {
        var json = Stored.Write(w => StateWriter.Taggers(w, [s_state]));
        var read = Assert.Single(Stored.Read(json, StateReader.Taggers));
        EveryMember.ComesBack(s_state, read);
        EveryMember.ComesBack(s_failure, read.Failure!);
        Assert.True(s_state.Embedding!.Equals(read.Embedding));
    }

    [Fact]
    public void Every_member_of_a_correction_comes_back_with_what_it_replaced()
    {
        var given = s_edit with
        {
            Tag = null,
            Fact = FactField.Rating,
            Value = "4",
            Replaced = s_edit with { Replaced = s_edit },
        };
        var json = Stored.Write(w => StateWriter.Edits(w, [s_edit with { Replaced = given }]));
        var read = Assert.Single(Stored.Read(json, StateReader.Edits));
        Assert.Equal(s_edit with { Replaced = given }, read);
        Assert.Equal((FactField.Rating, "4", null), (read.Replaced!.Fact, read.Replaced.Value, read.Replaced.Tag));
    }

    [Fact]
    public void Every_member_of_a_former_content_comes_back()
    {
        var previous = new PreviousContent
        {
            Contents = [ContentId.FromSha256(new byte[32])],
            Taggers = [s_state],
            Edits = [s_edit],
            Width = 3,
            Height = 2,
            MediaType = "image/png",
            ReplacedAt = s_at,
        };
        var json = Stored.Write(w => StateWriter.Previous(w, previous));
        EveryMember.ComesBack(previous, Stored.Read(json, StateReader.Previous));
    }

    [Fact]
    public void What_most_pictures_do_not_have_takes_no_room()
    {
        var plain = new TaggerState { Name = "words", Fingerprint = new("0a", 50, 10) };
        Assert.Equal("""[{"name":"words","fingerprint":"0a/50/10"}]""", Stored.Write(w => StateWriter.Taggers(w, [plain])));
    }
}
