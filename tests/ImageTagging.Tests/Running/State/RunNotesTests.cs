using ImageTagging.Running;

namespace ImageTagging.Tests.Running;

public sealed class RunNotesTests
{
    [Fact]
    public void The_first_hundred_of_each_kind_are_kept_and_all_are_counted()
    {
        var notes = new RunNotes();
        Parallel.For(
            0,
            1_000,
            i =>
            {
                notes.Add($"note {i}");
                notes.Add(new RunWarning(new("s", $"{i}"), "words", "half"));
                notes.Add(new RunFailure(new("s", $"{i}"), "words", new(FailureKind.Refused, "Code" + (i % 2), "no")));
                notes.Add([new ListingGap($"{i}/", "no")]);
            }
        );
        Assert.Equal([100, 100, 100, 100], [notes.Notes.Count, notes.Warnings.Count, notes.Failures.Count, notes.Gaps.Count]);
        Assert.Equal(1_000, notes.Warned);
        Assert.Equal([500L, 500L], [notes.FailedBy["Code0"], notes.FailedBy["Code1"]]);
    }

    [Fact]
    public void A_services_codes_are_bounded_and_those_that_are_known_are_counted_on()
    {
        var notes = new RunNotes();
        for (var i = 0; i < 300; i++)
        {
            notes.Add(new RunFailure(new("s", "a"), "words", new(FailureKind.Refused, $"{i:000}", "no")));
            notes.Add(new RunFailure(new("s", "a"), "words", new(FailureKind.Refused, "000", "no")));
        }

        Assert.Equal(100, notes.FailedBy.Count);
        Assert.Equal(301, notes.FailedBy["000"]);
    }

    [Fact]
    public void What_was_handed_out_does_not_change_any_more()
    {
        var notes = new RunNotes();
        notes.Add("one");
        var before = notes.Notes;
        notes.Add("two");
        Assert.Equal(["one"], before);
    }
}
