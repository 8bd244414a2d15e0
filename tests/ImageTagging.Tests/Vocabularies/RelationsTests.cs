using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Vocabularies;

public sealed class RelationsTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Parse(
        """
        {
          "rename": { "motor car": "car" },
          "alias": { "automobile": "car", "conveyance": "vehicle" },
          "parent": { "car": "vehicle", "vehicle": "machine" },
          "block": ["accessories"],
          "confidence": { "*": 50, "cat": 80 }
        }
        """
    );

    [Fact]
    public void Parents_aliases_and_categories_come_from_labels_and_rules_of_effective_tags()
    {
        var label = Label("Car", 90) with
        {
            Parents = ["Transport"],
            Aliases = ["Auto", "CAR"],
            Categories = ["Vehicles and Automotive"],
        };
        var lost = Label("Cat", 10) with { Parents = ["Animal"], Categories = ["Animals"] };
        var projected = RecordProjector.Project(Record([label, lost]), s_vocabulary);
        Assert.Equal(["vehicles and automotive"], projected.Categories);
        Assert.Equal([new("auto", "car"), new("automobile", "car")], projected.Aliases);
        Assert.Equal(
            [new("conveyance", "car"), new("machine", "car"), new("transport", "car"), new("vehicle", "car")],
            projected.Parents
        );
        Assert.Equal(s_vocabulary.Fingerprint, projected.Vocabulary);
    }

    [Fact]
    public void A_parent_that_a_tagger_names_has_the_rules_parents_above_it()
    {
        var projected = RecordProjector.Project(Record([Label("Truck", 90) with { Parents = ["Vehicle"] }]), s_vocabulary);
        Assert.Equal([new("conveyance", "truck"), new("machine", "truck"), new("vehicle", "truck")], projected.Parents);
    }

    private static ImageLabel Label(string name, double confidence) => new() { Name = name, Confidence = confidence };

    private static ImageRecord Record(ImageLabel[] labels) =>
        new RandomRecords(1).Next() with
        {
            GoneAt = null,
            Edits = [],
            Taggers =
            [
                new()
                {
                    Name = "t",
                    Fingerprint = new("a", 0, 0),
                    Labels = labels,
                },
            ],
        };
}
