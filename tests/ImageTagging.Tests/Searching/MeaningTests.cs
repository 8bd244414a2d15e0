using System.Globalization;
using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Searching;

public sealed class MeaningTests
{
    private readonly InMemoryTagIndex _index = new();
    private readonly TaughtMeaning _meaning = new();
    private readonly ImageSearch _search;

    public MeaningTests() => _search = new(_index, options: new() { Meaning = _meaning });

    [Fact]
    public async Task A_word_that_is_no_tag_finds_what_is_near_in_meaning_by_weight_and_the_answer_says_so()
    {
        await PutAsync("coast.jpg", ("coast", 90));
        await PutAsync("sea.jpg", ("sea", 90));
        await PutAsync("both.jpg", ("sea", 90), ("coast", 90));
        await PutAsync("dog.jpg", ("dog", 90));
        _meaning.Near["ocean"] = [new("sea", 0.9), new("coast", 0.72), new("dog", 0.1)];
        var answer = await AskAsync("ocean");
        Assert.Equal(["both.jpg", "sea.jpg", "coast.jpg"], Keys(answer));
        Assert.Equal("sea OR any:(coast*0.625)", TagQueryText.ToCanonical(answer.Query));
        var expansion = Assert.Single(answer.Expansions);
        Assert.Equal(("ocean", ExpansionKind.Meaning), (expansion.Word, expansion.Kind));
        Assert.Equal(["sea", "coast"], expansion.Tags);
        Assert.Equal("Nothing is called 'ocean'; near in meaning: sea, coast.", expansion.Sentence);
    }

    [Theory]
    [InlineData("sea")]
    [InlineData("seas")]
    [InlineData("marine")]
    [InlineData("water")]
    [InlineData("moutain")]
    [InlineData("the")]
    [InlineData("the sea")]
    [InlineData("-ocean")]
    [InlineData("sea -ocean")]
    [InlineData("-(dog ocean)")]
    [InlineData("key:*.jpg")]
    [InlineData("*")]
    public async Task Where_words_are_known_only_join_or_must_be_absent_no_meaning_is_asked_for(string query)
    {
        await PutAsync("sea.jpg", ("sea", 90), ("mountain", 90));
        _meaning.Near["ocean"] = _meaning.Near["dog"] = [new("sea", 1)];
        var answer = await AskAsync(query);
        Assert.Empty(_meaning.Asked);
        Assert.DoesNotContain(answer.Expansions, e => e.Kind is ExpansionKind.Meaning or ExpansionKind.Unknown);
    }

    [Theory]
    [InlineData("wine glass")]
    [InlineData("sea wine glass")]
    [InlineData("wine glass -ocean")]
    public async Task Of_words_that_together_are_the_name_of_a_tag_no_meaning_is_asked_for(string query)
    {
        await PutAsync("table.jpg", ("sea", 90), ("wine glass", 90));
        _meaning.Near["wine"] = _meaning.Near["glass"] = _meaning.Near["wine glass"] = [new("sea", 1)];
        Assert.Equal(["table.jpg"], Keys(await AskAsync(query)));
        Assert.Empty(_meaning.Asked);
    }

    [Fact]
    public async Task It_can_be_switched_off_and_without_a_model_everything_else_works()
    {
        await PutAsync("sea.jpg", ("sea", 90));
        _meaning.Near["ocean"] = [new("sea", 1)];
        Assert.Single(Keys(await AskAsync("ocean")));
        _meaning.Asked.Clear();
        Assert.Empty(Keys(await AskAsync("ocean", ForgivingOptions.All with { FindByMeaning = false })));
        Assert.Empty(Keys(await AskAsync("ocean", ForgivingOptions.None)));
        Assert.Empty(_meaning.Asked);
        var without = new ImageSearch(_index);
        Assert.Empty((await without.SearchAsync(new() { Query = TagQueryParser.Parse("ocean") })).Expansions);
        Assert.Single(Keys(await without.SearchAsync(new() { Query = TagQueryParser.Parse("marine") })));
    }

    [Fact]
    public async Task A_word_that_nothing_is_near_to_finds_nothing_alone_and_is_left_out_beside_others()
    {
        await PutAsync("sea.jpg", ("sea", 90));
        var alone = await AskAsync("economics");
        Assert.Empty(Keys(alone));
        Assert.Equal(
            "Nothing is called 'economics', and nothing is near enough in meaning.",
            Assert.Single(alone.Expansions).Sentence
        );
        Assert.Empty(Keys(await AskAsync("economics inflation")));
        Assert.Empty(Keys(await AskAsync("economics -dog")));
        Assert.Empty(Keys(await AskAsync("economics key:*")));
        var beside = await AskAsync("economics of the sea");
        Assert.Equal(["sea.jpg"], Keys(beside));
        Assert.Equal(ExpansionKind.Unknown, Assert.Single(beside.Expansions, e => e.Word == "economics").Kind);
    }

    [Fact]
    public async Task A_sentence_is_taken_apart_known_words_are_required_and_what_is_near_only_moves_up_where_nothing_has_all()
    {
        await PutAsync("dog at sea.jpg", ("dog", 60), ("sea", 60));
        await PutAsync("dog.jpg", ("dog", 95));
        await PutAsync("sea.jpg", ("sea", 95));
        _meaning.Near["ocean"] = [new("sea", 1)];
        _meaning.Near["hall"] = [new("house", 1)];
        var all = await AskAsync("a dog at the ocean");
        Assert.Equal(["dog at sea.jpg"], Keys(all));
        Assert.Equal(ExpansionKind.Meaning, Assert.Single(all.Expansions).Kind);

        await PutAsync("house.jpg", ("house", 95));
        await _search.RefreshAsync();
        var relaxed = await AskAsync("dog hall");
        Assert.Equal(["dog.jpg", "dog at sea.jpg"], Keys(relaxed));
        var bonus = Assert.Single(relaxed.Expansions);
        Assert.Equal(ExpansionKind.Bonus, bonus.Kind);
        Assert.Equal("Nothing is called 'hall', and no picture shows it all; those with house come first.", bonus.Sentence);
        Assert.Empty(Keys(await AskAsync("dog house")));
        Assert.Equal(["house.jpg", "sea.jpg", "dog at sea.jpg"], Keys(await AskAsync("hall OR ocean")));

        // Without a known word any of what was meant is found.
        var none = await AskAsync("hall the ocean");
        Assert.Equal(["house.jpg", "sea.jpg", "dog at sea.jpg"], Keys(none));
    }

    [Fact]
    public async Task What_only_has_to_do_with_a_word_counts_where_nothing_better_is_asked_for()
    {
        await PutAsync("car.jpg", ("car", 95));
        await PutAsync("museum.jpg", ("museum", 90));
        await PutAsync("text.jpg", ("text", 90), ("sea", 90));
        _meaning.Near["old"] = [new("museum", 0.4), new("text", 0.39)];
        _meaning.Near["rare"] = [new("museum", 0.4)];
        _meaning.Near["ocean"] = [new("sea", 0.8)];
        var answer = await AskAsync("old car");
        Assert.Equal(["car.jpg"], Keys(answer));
        Assert.Equal(("old", ExpansionKind.Unknown), Assert.Single(answer.Expansions) is var e ? (e.Word, e.Kind) : default);
        Assert.Equal(["text.jpg"], Keys(await AskAsync("old ocean")));
        Assert.Equal(["museum.jpg", "text.jpg"], Keys(await AskAsync("old")));
        Assert.Equal(["museum.jpg", "text.jpg"], Keys(await AskAsync("old rare")));
    }

    [Fact]
    public async Task What_is_much_less_near_than_the_nearest_is_not_found_and_sooner_so_where_that_is_no_stand_in()
    {
        await PutAsync("grass.jpg", ("grass", 90));
        await PutAsync("vehicle.jpg", ("vehicle", 90));
        await PutAsync("hill.jpg", ("hill", 90));
        await PutAsync("dog.jpg", ("dog", 90));
        _meaning.Near["tractor"] = [new("grass", 0.44), new("vehicle", 0.4), new("hill", 0.21)];
        Assert.Equal(["grass.jpg", "vehicle.jpg"], Keys(await AskAsync("tractor")));
        _meaning.Near["puppy"] = [new("dog", 0.8), new("grass", 0.3), new("hill", 0.2)];
        Assert.Equal(["dog.jpg", "grass.jpg"], Keys(await AskAsync("puppy")));
    }

    [Fact]
    public async Task Beside_a_known_word_only_what_is_half_as_near_as_the_nearest_is_enough()
    {
        await PutAsync("snowy.jpg", ("mountain", 90), ("snow", 80));
        await PutAsync("winter.jpg", ("mountain", 95), ("winter", 70));
        await PutAsync("summer.jpg", ("mountain", 99), ("sky", 99));
        _meaning.Near["snowy"] = [new("snow", 0.8), new("winter", 0.6), new("sky", 0.4)];
        Assert.Equal(["snowy.jpg", "winter.jpg"], Keys(await AskAsync("snowy mountain")).Order());
    }

    [Fact]
    public async Task Words_that_stand_together_may_mean_one_thing()
    {
        await PutAsync("cake.jpg", ("cake", 90));
        await PutAsync("party.jpg", ("crowd", 90));
        _meaning.Near["birthday party"] = [new("cake", 1)];
        _meaning.Near["party"] = [new("crowd", 1)];
        _meaning.Near["group of friends"] = [new("crowd", 1)];
        Assert.Equal(["cake.jpg"], Keys(await AskAsync("birthday party")));
        Assert.Equal(["party.jpg"], Keys(await AskAsync("a group of friends")));
        Assert.Equal(["party.jpg"], Keys(await AskAsync("wild party")));
    }

    [Fact]
    public async Task A_part_of_a_tag_comes_first_and_what_is_near_follows()
    {
        await PutAsync("glass.jpg", ("wine glass", 90));
        await PutAsync("drink.jpg", ("drink", 90));
        _meaning.Near["wine"] = [new("wine glass", 1), new("drink", 0.7)];
        var answer = await AskAsync("wine");
        Assert.Equal(["glass.jpg", "drink.jpg"], Keys(answer));
        Assert.Equal(["wine glass", "drink"], Assert.Single(answer.Expansions).Tags);
        _meaning.Near.Clear();
        Assert.Equal(["glass.jpg"], Keys(await AskAsync("wine")));
    }

    [Fact]
    public async Task A_range_of_confidence_holds_for_what_is_near()
    {
        await PutAsync("sure.jpg", ("sea", 90));
        await PutAsync("unsure.jpg", ("sea", 40));
        _meaning.Near["ocean"] = [new("sea", 1)];
        Assert.Equal(["sure.jpg"], Keys(await AskAsync("ocean>=80")));
        Assert.Equal(["unsure.jpg"], Keys(await AskAsync("ocean<80")));
    }

    [Fact]
    public async Task Pages_of_a_search_by_meaning_go_on_in_their_form_and_no_cursor_leaves_a_restriction()
    {
        for (var i = 0; i < 6; i++)
        {
            await PutAsync(string.Create(CultureInfo.InvariantCulture, $"{(i < 3 ? "mine" : "yours")}/{i}.jpg"), ("dog", 90 - i));
        }

        await PutAsync("yours/hall.jpg", ("house", 90));
        _meaning.Near["hall"] = [new("house", 1)];
        var mine = new SearchRequest { Query = TagQueryParser.Parse("dog hall") & TagQueries.KeyStartsWith("mine/"), Size = 1 };
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var answer = await _search.SearchAsync(mine with { Cursor = cursor });
            Assert.Equal(ExpansionKind.Bonus, Assert.Single(answer.Expansions).Kind);
            seen.AddRange(Keys(answer));
            cursor = answer.Results.NextCursor;
            // What is near changes between two pages; the pages stay.
            _meaning.Near["hall"] = [new("house", 0.5), new("dog", 0.25)];
        } while (cursor is not null);

        Assert.Equal(["mine/0.jpg", "mine/1.jpg", "mine/2.jpg"], seen);

        var everything = await _search.SearchAsync(mine with { Query = TagQueryParser.Parse("dog hall") });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _search.SearchAsync(mine with { Cursor = everything.Results.NextCursor })
        );
        Assert.Equal("CursorMismatch", fault.Code);
    }

    [Fact]
    public async Task A_selection_is_never_forgiven()
    {
        await PutAsync("private.jpg", ("dog", 90));
        _meaning.Near["public"] = [new("dog", 1)];
        var request = new SearchRequest { Query = TagQueryParser.Parse("dog"), Selections = [new(FacetField.Tag, ["public"])] };
        Assert.Empty(Keys(await _search.SearchAsync(request)));
        Assert.Empty(Keys(await _search.SearchAsync(request with { Query = TagQueryParser.Parse("public") })));
    }

    [Fact]
    public async Task Of_a_very_long_sentence_only_so_many_meanings_are_asked_for()
    {
        await PutAsync("dog.jpg", ("dog", 90));
        var answer = await AskAsync("dog " + string.Join(' ', Enumerable.Range(0, 500).Select(i => $"nothing{i} -x{i}")));
        Assert.Equal(["dog.jpg"], Keys(answer));
        Assert.True(_meaning.Asked.Count <= 16, $"{_meaning.Asked.Count} were asked for.");
    }

    private async Task PutAsync(string key, params (string Name, double Confidence)[] labels)
    {
        var record = new RandomRecords(1).Next(key) with
        {
            GoneAt = null,
            Edits = [],
            Taggers =
            [
                new()
                {
                    Name = "t",
                    Fingerprint = new("a", 0, 0),
                    Labels =
                    [
                        .. labels.Select(l => new ImageLabel
                        {
                            Name = l.Name,
                            Confidence = l.Confidence,
                            Aliases = l.Name == "sea" ? ["marine"] : [],
                            Parents = l.Name == "sea" ? ["water"] : [],
                        }),
                    ],
                },
            ],
        };
        await _index.WriteAsync([RecordWrite.Create(RecordProjector.Project(record, Vocabulary.Empty))]);
    }

    private ValueTask<SearchAnswer> AskAsync(string query, ForgivingOptions? forgiving = null) =>
        _search.SearchAsync(new() { Query = TagQueryParser.Parse(query) }, forgiving);

    private static IEnumerable<string> Keys(SearchAnswer answer) => answer.Results.Hits.Select(h => h.Record.Key);

    private sealed class TaughtMeaning : IWordMeaning
    {
        public Dictionary<string, NearName[]> Near { get; } = new(StringComparer.Ordinal);

        public List<string> Asked { get; } = [];

        public ValueTask<IReadOnlyList<IReadOnlyList<NearName>>> FindNearestAsync(
            IReadOnlyList<string> texts,
            IReadOnlyList<string> names,
            int size,
            CancellationToken cancellationToken = default
        )
        {
            Asked.AddRange(texts);
            return new([
                .. texts.Select(t => Near.GetValueOrDefault(t, []).Where(n => names.Contains(n.Name)).Take(size).ToArray()),
            ]);
        }
    }
}
