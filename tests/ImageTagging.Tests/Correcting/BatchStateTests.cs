using ImageTagging.Correcting;

namespace ImageTagging.Tests.Correcting;

public sealed class BatchStateTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"query":"sea","add":null,"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[]}""")]
    [InlineData("""{"query":"sea","add":[null],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[]}""")]
    [InlineData("""{"query":"sea","add":[],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[["a"]]}""")]
    [InlineData("""{"query":"sea","add":[],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[null]}""")]
    public void A_damaged_batch_is_told(string json)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => BatchState.Parse(Entry(json)));
        Assert.Equal(ErrorCodes.Unreadable, fault.Code);
    }

    [Fact]
    public void What_was_kept_goes_on_where_it_was()
    {
        var state = State();
        var behind = state.Behind(new("s", "k"), new(changed: 3, unchanged: 2));
        var read = BatchState.Parse(Entry(behind.Write()))!;
        Assert.Equal((new ImageName("s", "k"), 3L, 2L), (read.After!.Value, read.Changed, read.Unchanged));
        Assert.Null(BatchState.Parse(null));
        Assert.Null(BatchState.Parse(new() { Name = "x", Value = null }));
    }

    [Fact]
    public void The_same_change_by_the_same_person_is_the_same_batch_and_nothing_else_is()
    {
        var (query, edit) = (TagQueryParser.Parse("sea"), Edit());
        Assert.True(State().IsSame(query, edit));
        Assert.True(State().IsSame(TagQueryParser.Parse("(SEA)"), edit));
        Assert.False(State().IsSame(TagQueryParser.Parse("lake"), edit));
        Assert.False(State().IsSame(query, edit with { Add = ["b"] }));
        Assert.False(State().IsSame(query, edit with { Remove = ["a"] }));
        Assert.False(State().IsSame(query, edit with { By = "bob" }));
        Assert.False(State().IsSame(query, edit with { Facts = [] }));
        Assert.False(State().IsSame(query, edit with { Facts = [new(FactField.Rating, true, "5")] }));
        Assert.False(State().IsSame(query, edit with { Facts = [new(FactField.Rating, false, null)] }));
    }

    [Fact]
    public void Conflicts_are_bounded_and_go_first_where_the_entry_would_be_too_large()
    {
        var tally = new CorrectionTally();
        for (var i = 0; i < 300; i++)
        {
            tally.Conflict(new("s", $"{i:000}"));
        }

        var state = State().Behind(new("s", "k"), tally);
        Assert.Equal(BatchState.MostConflicts, state.Conflicts.Count);
        Assert.Equal(BatchState.MostConflicts, BatchState.Parse(Entry(state.Write()))!.Conflicts.Count);

        var huge = state with { Conflicts = [.. state.Conflicts.Select(c => (string[])[c[0], new string('k', 100_000)])] };
        var read = BatchState.Parse(Entry(huge.Write()))!;
        Assert.Empty(read.Conflicts);
        Assert.Equal("k", read.AfterKey);
    }

    private static CorrectionEdit Edit() =>
        CorrectionEdit.Of(
            new()
            {
                Add = ["a"],
                Rating = 4,
                By = "ann",
            },
            Vocabulary.Empty,
            "b",
            DateTimeOffset.UnixEpoch
        );

    private static BatchState State() =>
        new()
        {
            Query = "sea",
            Add = Edit().Add,
            Remove = Edit().Remove,
            Facts = BatchState.TextsOf(Edit().Facts),
            By = "ann",
            At = DateTimeOffset.UnixEpoch,
        };

    private static StateEntry Entry(string json) => new() { Name = "an entry", Value = json };
}
