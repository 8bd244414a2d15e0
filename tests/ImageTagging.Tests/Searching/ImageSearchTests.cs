using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Searching;

public sealed class ImageSearchTests
{
    private readonly InMemoryTagIndex _index = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ImageSearch _search;

    public ImageSearchTests() => _search = new(_index, _time);

    [Fact]
    public async Task An_alias_and_a_parent_find_their_tags_and_the_answer_says_so()
    {
        await PutWorldAsync();
        var automobile = await Ask("automobile");
        Assert.Equal(["both.jpg", "car.jpg"], Keys(automobile).Order());
        var expansion = Assert.Single(automobile.Expansions);
        Assert.Equal(("automobile", ExpansionKind.Name), (expansion.Word, expansion.Kind));
        Assert.Equal(["car"], expansion.Tags);
        Assert.Equal(["both.jpg", "car.jpg", "truck.jpg"], Keys(await Ask("vehicle")).Order());
        Assert.Equal(["truck.jpg"], Keys(await Ask("vehicle -automobile")));
        Assert.Equal(["both.jpg", "car.jpg"], Keys(await Ask("vehicle>=80")).Order());
    }

    [Theory]
    [InlineData("black and white", "grey.jpg panda.jpg")]
    [InlineData("hot dog", "snack.jpg")]
    [InlineData("a hot dog on the table", "snack.jpg")]
    [InlineData("close up -table", "eye.jpg")]
    [InlineData("hot dogs", "")]
    public async Task Words_that_stand_together_find_the_tag_of_that_name_and_what_has_each_of_them(string query, string found)
    {
        await Put("grey.jpg", Named("Monochrome") with { Aliases = ["black and white"] });
        await Put("panda.jpg", Named("black"), Named("white"));
        await Put("crow.jpg", Named("black"));
        await Put("snack.jpg", Named("Hot dog"), Named("Table"));
        await Put("dog.jpg", Named("Dog"), Named("Table"));
        await Put("eye.jpg", Named("close-up"));
        Assert.Equal(found, string.Join(' ', Keys(await Ask(query)).Order()));

        static ImageLabel Named(string name) => new() { Name = name, Confidence = 80 };
    }

    [Fact]
    public async Task What_a_picture_has_by_several_names_of_a_word_counts_by_the_surest()
    {
        await Put(
            "many.jpg",
            new ImageLabel
            {
                Name = "Car",
                Confidence = 70,
                Parents = ["Vehicle"],
            },
            new ImageLabel
            {
                Name = "Truck",
                Confidence = 60,
                Parents = ["Vehicle"],
            }
        );
        await Put(
            "sure.jpg",
            new ImageLabel
            {
                Name = "Car",
                Confidence = 90,
                Parents = ["Vehicle"],
            }
        );
        Assert.Equal(["sure.jpg", "many.jpg"], Keys(await Ask("vehicle")));
        Assert.Equal("'vehicle' finds car, truck.", Assert.Single((await Ask("vehicle")).Expansions).Sentence);
    }

    [Fact]
    public async Task A_typing_error_finds_the_nearest_tag()
    {
        await PutWorldAsync();
        var answer = await Ask("moutain");
        Assert.Equal(["hill.jpg", "tour.jpg"], Keys(answer));
        Assert.Equal(ExpansionKind.Typing, Assert.Single(answer.Expansions).Kind);
        Assert.Equal("mountain", TagQueryText.ToCanonical(answer.Query));
    }

    [Fact]
    public async Task Each_help_can_be_turned_off()
    {
        await PutWorldAsync();
        Assert.Empty(Keys(await Ask("automobile", ForgivingOptions.All with { ExpandNames = false })));
        Assert.Empty(Keys(await Ask("moutain", ForgivingOptions.All with { CorrectTyping = false })));
        Assert.Empty((await Ask("moutain", ForgivingOptions.None)).DidYouMean);
        Assert.Empty((await Ask("moutain", ForgivingOptions.None)).Expansions);
    }

    [Fact]
    public async Task Nothing_found_proposes_what_does_find()
    {
        await PutWorldAsync();
        var typing = await Ask("moutain", ForgivingOptions.All with { CorrectTyping = false });
        Assert.Equal(["mountain"], typing.DidYouMean.Select(d => d.ToString()));
        Assert.Equal(2, typing.DidYouMean[0].Count);
        var combined = await Ask("mobil mountain");
        Assert.Empty(Keys(combined));
        Assert.Empty((await Ask("cat mountain")).DidYouMean);
        Assert.Empty((await Ask("xyzzyplugh")).DidYouMean);
    }

    [Fact]
    public async Task Pages_of_an_expanded_search_stay_the_same_when_the_dictionary_grows()
    {
        await PutWorldAsync();
        var request = new SearchRequest
        {
            Query = TagQueryParser.Parse("vehicle"),
            Size = 1,
            Sort = SearchSort.Name,
        };
        var first = await _search.SearchAsync(request);
        await Put(
            "bus.jpg",
            new ImageLabel
            {
                Name = "Bus",
                Confidence = 90,
                Parents = ["Vehicle"],
            }
        );
        await _search.RefreshAsync();
        var second = await _search.SearchAsync(request with { Cursor = first.Results.NextCursor });
        var third = await _search.SearchAsync(request with { Cursor = second.Results.NextCursor });
        Assert.Equal(["both.jpg", "car.jpg", "truck.jpg"], new[] { first, second, third }.SelectMany(Keys));
        Assert.Null(third.Results.NextCursor);
        Assert.Equal(4, (await Ask("vehicle")).Results.Total);

        foreach (var cursor in new[] { first.Results.NextCursor, "~AAAA", "~", "~!!" })
        {
            var other = request with { Query = TagQueryParser.Parse("automobile"), Cursor = cursor };
            Assert.Equal(
                "CursorMismatch",
                (await Assert.ThrowsAsync<ImageTaggingException>(async () => await _search.SearchAsync(other))).Code
            );
        }
    }

    [Fact]
    public async Task A_cursor_that_somebody_made_never_leaves_the_restriction_that_the_host_put_into_the_query()
    {
        await PutWorldAsync();
        var mine = new SearchRequest { Query = TagQueryParser.Parse("vehicle -truck"), Size = 1 };
        var other = new SearchRequest { Query = TagQueryParser.Parse("vehicle"), Size = 1 };
        var everything = (await _search.SearchAsync(other)).Results.NextCursor!;
        Assert.Equal("CursorMismatch", await FaultAsync(mine with { Cursor = everything }));

        // As it was written once: the asked query, another in place of the expanded one, and the engine's cursor.
        var engine = (await _index.SearchAsync(new() { Query = new EverythingQuery(), Size = 1 })).NextCursor!;
        using var bytes = new MemoryStream();
        using (var packed = new DeflateStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(JsonSerializer.SerializeToUtf8Bytes(new[] { TagQueryText.ToCanonical(mine.Query), "*", engine }));
        }

        Assert.Equal("CursorMismatch", await FaultAsync(mine with { Cursor = "~" + Base64Url.EncodeToString(bytes.ToArray()) }));

        async Task<string?> FaultAsync(SearchRequest request) =>
            (await Assert.ThrowsAsync<ImageTaggingException>(async () => await _search.SearchAsync(request))).Code;
    }

    [Fact]
    public async Task The_dictionary_is_read_again_when_it_is_old_and_the_old_one_serves_meanwhile()
    {
        await PutWorldAsync();
        Assert.Empty(await _search.SuggestAsync("zebra"));
        await Put("z.jpg", new ImageLabel { Name = "Zebra", Confidence = 90 });
        Assert.Empty(await _search.SuggestAsync("zebra"));
        _time.Advance(TimeSpan.FromMinutes(2));
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await _search.SuggestAsync("zebra")).Count == 0)
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Single(await _search.SuggestAsync("zebra"));
    }

    [Theory]
    [InlineData("fog", "dog")]
    [InlineData("house", "horse")]
    [InlineData("lake", "cake")]
    [InlineData("garden", "warden")]
    [InlineData("gardens", "wardens")]
    [InlineData("beach", "peach")]
    [InlineData("beaches", "peaches")]
    [InlineData("the", "tie")]
    public async Task A_word_spelled_well_is_never_taken_for_another(string word, string near)
    {
        await Put("near.jpg", new ImageLabel { Name = near, Confidence = 90 });
        var answer = await Ask(word);
        Assert.Empty(Keys(answer));
        Assert.Empty(answer.Expansions);
        Assert.Empty(answer.DidYouMean);
        Assert.Empty(await _search.SuggestAsync(word));
    }

    [Fact]
    public async Task Words_that_only_join_others_count_nothing_unless_a_tag_is_called_so()
    {
        await Put("a.jpg", new ImageLabel { Name = "Dog", Confidence = 90 }, new ImageLabel { Name = "Beach", Confidence = 90 });
        await Put("b.jpg", new ImageLabel { Name = "Dog", Confidence = 90 }, new ImageLabel { Name = "Tie", Confidence = 90 });
        Assert.Equal(["a.jpg"], Keys(await Ask("a dog on the beach")));
        Assert.Empty(Keys(await Ask("the")));
        Assert.Empty(Keys(await Ask("a dog on the beach", ForgivingOptions.None)));
        await Put("c.jpg", new ImageLabel { Name = "The", Confidence = 90 }, new ImageLabel { Name = "Dog", Confidence = 90 });
        await _search.RefreshAsync();
        Assert.Equal(["c.jpg"], Keys(await Ask("the dog")));
    }

    [Theory]
    [InlineData("dogs", "dog")]
    [InlineData("dog", "dogs")]
    [InlineData("beaches", "beach")]
    [InlineData("city", "cities")]
    [InlineData("cities", "city")]
    [InlineData("wine", "wine glass")]
    [InlineData("glass", "wine glass")]
    public async Task Number_and_parts_of_a_tag_find_it_and_the_answer_says_so(string word, string tag)
    {
        await Put("a.jpg", new ImageLabel { Name = tag, Confidence = 90 });
        var answer = await Ask(word);
        Assert.Equal(["a.jpg"], Keys(answer));
        var expansion = Assert.Single(answer.Expansions);
        Assert.Equal((word, ExpansionKind.Name, tag), (expansion.Word, expansion.Kind, Assert.Single(expansion.Tags)));
        Assert.Empty(Keys(await Ask(word, ForgivingOptions.None)));
    }

    [Theory]
    [InlineData("ca", "cat,car", "cat")]
    [InlineData("dog -ca", "cat,car", "dog -cat")]
    [InlineData("(dog OR ca", "cat,car", "(dog OR cat")]
    [InlineData("mobile ph", "mobile phone", "\"mobile phone\"")]
    [InlineData("cat \"mobile ph", "mobile phone", "cat \"mobile phone\"")]
    [InlineData("phon", "mobile phone", "\"mobile phone\"")]
    [InlineData("moutai", "mountain,mountain pass", "mountain")]
    [InlineData("autom", "automobile", "automobile")]
    [InlineData("VEH", "vehicle", "vehicle")]
    [InlineData("", "", "")]
    [InlineData("cat ", "", "")]
    [InlineData("key:ca", "", "")]
    [InlineData("(", "", "")]
    public async Task Suggestions_complete_or_correct_the_last_word(string typed, string names, string text)
    {
        await PutWorldAsync();
        await Put("second cat.jpg", new ImageLabel { Name = "Cat", Confidence = 99 });
        await Put("third cat.jpg", new ImageLabel { Name = "Cat", Confidence = 99 });
        var suggestions = await _search.SuggestAsync(typed, 2);
        Assert.Equal(names, string.Join(',', suggestions.Select(s => s.Name)));
        Assert.Equal(text, suggestions.Count == 0 ? "" : suggestions[0].Text);
    }

    [Fact]
    public async Task The_reason_of_a_hit_names_tagger_label_box_and_person()
    {
        await PutWorldAsync();
        var answer = await Ask("automobile");
        var hit = answer.Results.Hits.Single(h => h.Record.Key == "car.jpg");
        var reason = Assert.Single(_search.Explain(hit.Record, answer.Query));
        Assert.Equal("car", reason.Tag.Name);
        Assert.Equal("t", reason.Labels[0].Tagger);
        Assert.Equal(0.25, reason.Labels[0].Label.Boxes[0].Left);
        Assert.Null(reason.Correction);
        Assert.Empty(_search.Explain(hit.Record, TagQueryParser.Parse("-car")));

        var edited = hit.Record with
        {
            Edits =
            [
                new()
                {
                    Tag = "car",
                    IsAdded = true,
                    By = "ann",
                    At = _time.GetUtcNow(),
                    Batch = "b",
                },
            ],
        };
        Assert.Equal("ann", _search.Explain(edited, answer.Query)[0].Correction!.By);
    }

    private async Task PutWorldAsync()
    {
        var car = new ImageLabel
        {
            Name = "Car",
            Confidence = 90,
            Parents = ["Vehicle"],
            Aliases = ["Automobile"],
            Boxes = [new(0.25, 0, 1, 1)],
        };
        await Put("car.jpg", car);
        await Put(
            "truck.jpg",
            new ImageLabel
            {
                Name = "Truck",
                Confidence = 70,
                Parents = ["Vehicle"],
            }
        );
        await Put("both.jpg", car, new ImageLabel { Name = "Mobile Phone", Confidence = 50 });
        await Put("hill.jpg", new ImageLabel { Name = "Mountain", Confidence = 50 });
        await Put("cat.jpg", new ImageLabel { Name = "Cat", Confidence = 50 });
        await Put("trip.jpg", new ImageLabel { Name = "Mountain Pass", Confidence = 50 });
        await Put(
            "tour.jpg",
            new ImageLabel { Name = "Cap", Confidence = 10 },
            new ImageLabel { Name = "Mountain", Confidence = 40 }
        );
    }

    private async Task Put(string key, params ImageLabel[] labels)
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
                    Labels = labels,
                },
            ],
        };
        await _index.WriteAsync([RecordWrite.Create(RecordProjector.Project(record, Vocabulary.Empty))]);
    }

    private ValueTask<SearchAnswer> Ask(string query, ForgivingOptions? forgiving = null) =>
        _search.SearchAsync(new() { Query = TagQueryParser.Parse(query) }, forgiving);

    private static IEnumerable<string> Keys(SearchAnswer answer) => answer.Results.Hits.Select(h => h.Record.Key);
}
