using ImageTagging.Correcting;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Correcting;

public sealed class CorrectionEditTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Parse("""{ "alias": { "kitty": "cat" } }""");

    public static TheoryData<TagChange, string> Senseless =>
        new()
        {
            {
                new() { By = "ann" },
                "Nothing is to be added"
            },
            {
                new()
                {
                    By = "ann",
                    Add = ["Cat"],
                    Remove = ["kitty"],
                },
                "'cat' is to be added and removed at once."
            },
            {
                new() { By = "ann", Add = [" "] },
                "An empty name is no tag."
            },
            {
                new() { By = " ", Add = ["a"] },
                "Who changes it"
            },
            {
                new() { By = "a\nb", Add = ["a"] },
                "Who changes it"
            },
            {
                new() { By = new string('a', 257), Add = ["a"] },
                "Who changes it"
            },
            {
                new() { By = "ann", Rating = 6 },
                "Stars are 1 to 5"
            },
            {
                new() { By = "ann", Rating = -2 },
                "Stars are 1 to 5"
            },
            {
                new() { By = "ann", Title = "a\nb" },
                "A title is up to"
            },
            {
                new() { By = "ann", Title = new string('a', 1_001) },
                "A title is up to"
            },
        };

    [Theory]
    [MemberData(nameof(Senseless))]
    public void A_change_that_makes_no_sense_is_refused(TagChange change, string sentence)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Of(change));
        Assert.Equal((FailureKind.Refused, ErrorCodes.ChangeRefused), (fault.Kind, fault.Code));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_brought_to_their_normal_form_once()
    {
        var edit = Of(
            new()
            {
                By = "ann",
                Add = [" Big  Cat ", "big cat", "dog"],
                Remove = ["Bird"],
            }
        );
        Assert.Equal(["big cat", "dog"], edit.Add);
        Assert.Equal(["bird"], edit.Remove);
        Assert.True(edit.HasTags);
        Assert.False(Of(new() { By = "ann", Rating = 3 }).HasTags);
    }

    [Theory]
    [InlineData(0, false, null)]
    [InlineData(-1, true, "-1")]
    [InlineData(5, true, "5")]
    public void No_stars_take_a_rating_back(int stars, bool isThere, string? value) =>
        Assert.Equal(new(FactField.Rating, isThere, value), Assert.Single(Of(new() { By = "ann", Rating = stars }).Facts));

    [Fact]
    public void What_already_is_so_changes_nothing_unless_it_is_a_judgement()
    {
        var record = Record("cat");
        // What a model gave becomes a person's when a person adds it, once.
        var added = record with
        {
            Edits = Of(new() { By = "ann", Add = ["Kitty"] }).ApplyTo(record, s_vocabulary)!,
        };
        Assert.Null(Of(new() { By = "bob", Add = ["cat"] }).ApplyTo(added, s_vocabulary));
        Assert.Null(Of(new() { By = "ann", Remove = ["dog"] }).ApplyTo(record, s_vocabulary));
        var judged = Of(
                new()
                {
                    By = "ann",
                    Remove = ["dog"],
                    IsJudgement = true,
                }
            )
            .ApplyTo(record, s_vocabulary);
        Assert.Equal(("dog", false), Assert.Single(judged!) is var edit ? (edit.Tag, edit.IsAdded) : default);
    }

    [Fact]
    public void The_latest_word_counts_whichever_of_the_tags_names_was_written_and_keeps_what_it_replaced()
    {
        var record = Record("cat");
        var removed = record with { Edits = Of(new() { By = "ann", Remove = ["kitty"] }).ApplyTo(record, s_vocabulary)! };
        Assert.Null(Of(new() { By = "bob", Remove = ["cat"] }).ApplyTo(removed, s_vocabulary));
        var back = removed with { Edits = Of(new() { By = "bob", Add = ["kitty"] }).ApplyTo(removed, s_vocabulary)! };
        var edit = Assert.Single(back.Edits);
        Assert.Equal((true, "bob", "ann"), (edit.IsAdded, edit.By, edit.Replaced!.By));
    }

    [Fact]
    public void One_that_is_turned_over_without_end_is_not_kept_whole()
    {
        var record = Record();
        for (var i = 0; i < 50; i++)
        {
            var change = i % 2 == 0 ? new TagChange { By = "ann", Add = ["x"] } : new TagChange { By = "ann", Remove = ["x"] };
            record = record with { Edits = Of(change).ApplyTo(record, s_vocabulary)! };
        }

        var depth = 0;
        for (var edit = Assert.Single(record.Edits).Replaced; edit is not null; edit = edit.Replaced)
        {
            depth++;
        }

        Assert.Equal(8, depth);
    }

    [Fact]
    public void A_fact_that_is_taken_back_needs_one_that_is_there()
    {
        Assert.Null(Of(new() { By = "ann", Rating = 0 }).ApplyTo(Record(), s_vocabulary));
        Assert.Null(Of(new() { By = "ann", Title = " " }).ApplyTo(Record(), s_vocabulary));
        var seen = Record() with
        {
            Taggers =
            [
                new()
                {
                    Name = "exif",
                    Facts = new() { Rating = new(3, FactSource.Xmp) },
                },
            ],
        };
        Assert.False(Assert.Single(Of(new() { By = "ann", Rating = 0 }).ApplyTo(seen, s_vocabulary)!).IsAdded);
    }

    private static CorrectionEdit Of(TagChange change) =>
        CorrectionEdit.Of(change, s_vocabulary, "batch", DateTimeOffset.UnixEpoch);

    private static ImageRecord Record(params string[] tags) =>
        new RandomRecords(1).Next("a.jpg") with
        {
            Edits = [],
            Taggers = [],
            Tags = [.. tags.Select(t => new Tag(t, Confidence.Full))],
        };
}
