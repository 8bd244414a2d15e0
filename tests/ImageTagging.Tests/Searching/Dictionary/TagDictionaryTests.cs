using ImageTagging.Searching;

namespace ImageTagging.Tests.Searching;

public sealed class TagDictionaryTests
{
    [Fact]
    public void A_name_finds_the_tags_that_have_it_the_most_frequent_first()
    {
        var dictionary = new TagDictionary(
            [new("car", 5), new("truck", 9), new("bus", 5)],
            [new(new("automobile", "car"), 4)],
            [new(new("vehicle", "car"), 5), new(new("vehicle", "truck"), 9), new(new("vehicle", "bus"), 5)]
        );
        Assert.Equal(["truck", "bus", "car"], dictionary.Find("vehicle")!.Finds);
        Assert.Equal((SuggestionKind.Parent, 9L), (dictionary.Find("vehicle")!.Kind, dictionary.Find("vehicle")!.Count));
        Assert.Equal(SuggestionKind.Alias, dictionary.Find("automobile")!.Kind);
        Assert.Equal((SuggestionKind.Tag, 5L), (dictionary.Find("car")!.Kind, dictionary.Find("car")!.Count));
        Assert.Equal(["truck", "bus", "car"], dictionary.Tags);
        Assert.Null(dictionary.Find("Car"));
        Assert.Equal(5, dictionary.Count);
    }

    [Fact]
    public void A_tag_that_is_another_ones_name_too_stays_a_tag_and_finds_both()
    {
        var dictionary = new TagDictionary([new("animal", 1), new("dog", 9)], [], [new(new("animal", "dog"), 9)]);
        var animal = dictionary.Find("animal")!;
        Assert.Equal((SuggestionKind.Tag, 9L), (animal.Kind, animal.Count));
        Assert.Equal(["dog"], animal.Finds);
    }

    [Fact]
    public void A_name_of_another_language_finds_what_it_means_and_hides_nothing_that_is_there()
    {
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["dog"] = ["hund", "cat"],
            ["hound"] = ["hund"],
            ["vehicle"] = ["fahrzeug"],
        };
        var dictionary = new TagDictionary(
            [new("dog", 9), new("hound", 1), new("cat", 2), new("car", 1)],
            [],
            [new(new("vehicle", "car"), 1)],
            () => names.Select(n => (n.Key, n.Value.AsEnumerable()))
        );
        Assert.Equal(["dog", "hound"], dictionary.Find("hund")!.Finds);
        Assert.Equal((SuggestionKind.Alias, 9L), (dictionary.Find("hund")!.Kind, dictionary.Find("hund")!.Count));
        Assert.Empty(dictionary.Find("cat")!.Finds);
        // A broader name's translation finds what the broader name finds.
        Assert.Equal(["car"], dictionary.Find("fahrzeug")!.Finds);
        // They are found and not suggested.
        Assert.Empty(dictionary.Names.StartingWith("hun", 5));
    }

    [Fact]
    public void Names_of_a_language_are_worked_out_once()
    {
        var dictionary = new TagDictionary([new("dog", 9)], [], []);
        var german = dictionary.NamesIn(Vocabulary.Empty, "de");
        Assert.Same(german, dictionary.NamesIn(Vocabulary.Empty, "de"));
        Assert.Equal("hund", Assert.Single(german.Index.StartingWith("hun", 5)).Name);
        Assert.Empty(dictionary.NamesIn(Vocabulary.Empty, "fr").Index.StartingWith("hun", 5));
    }

    [Fact]
    public void A_name_that_is_asked_for_alone_is_what_it_is_among_all()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            TagCount[] tags = [.. Names(10).Select(n => new TagCount(n, random.Next(1, 4)))];
            var (aliases, parents) = (Relations(), Relations());
            var alone = new TagDictionary(tags, aliases, parents);
            var all = new TagDictionary(tags, aliases, parents).Complete();
            for (var name = 'a'; name <= 'z'; name++)
            {
                var (one, other) = (alone.Find($"{name}"), all.Find($"{name}"));
                Assert.Equal((one?.Name, one?.Kind, one?.Count), (other?.Name, other?.Kind, other?.Count));
                Assert.Equal(one?.Finds, other?.Finds);
            }

            Assert.Equal(all.Count, alone.Count);
        }

        IEnumerable<string> Names(int most) =>
            Enumerable.Range(0, random.Next(most)).Select(_ => $"{(char)random.Next('a', 'z' + 1)}").Distinct();

        RelationCount[] Relations() =>
            [.. Names(12).SelectMany(n => Names(4).Select(t => new RelationCount(new(n, t), random.Next(1, 4))))];
    }
}
