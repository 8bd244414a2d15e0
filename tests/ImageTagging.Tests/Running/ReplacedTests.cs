namespace ImageTagging.Tests.Running;

public class ReplacedTests
{
    /// <summary>A tagger by reference may see another picture than the listed one: its labels are for that record only.</summary>
    [Fact]
    public async Task Labels_of_a_picture_that_was_replaced_before_the_call_serve_its_record_only_until_it_is_listed_as_changed()
    {
        await using var world = new World();
        var tagger = new ByReference(world.Store);
        world.Build(taggers: [tagger]);
        world.Store.Put("a.jpg", "cat");
        tagger.Before = key => world.Store.Put(key, "dog");
        var first = await world.RunAsync();
        Assert.Equal((1, 1), (first.Counts.Tagged, tagger.Calls.Count));
        Assert.Equal("dog", await world.TagsAsync("a.jpg"));
        tagger.Before = null;

        // What a.jpg was listed with: the labels in its record are not of this content.
        world.Store.Put("b.jpg", "cat");
        var second = await world.RunAsync();
        Assert.Equal((1, 1), (second.Counts.New, second.Counts.Changed));
        Assert.Equal(["a.jpg", "a.jpg", "b.jpg"], tagger.Calls.Order(StringComparer.Ordinal));
        Assert.Equal(("dog", "cat"), (await world.TagsAsync("a.jpg"), await world.TagsAsync("b.jpg")));

        // Now both are known by their contents, and copies are free.
        world.Store.Put("c.jpg", "dog");
        world.Store.Put("d.jpg", "cat");
        await world.RunAsync();
        Assert.Equal(3, tagger.Calls.Count);
        Assert.Equal(("dog", "cat"), (await world.TagsAsync("c.jpg"), await world.TagsAsync("d.jpg")));
    }

    [Fact]
    public async Task A_content_that_comes_back_has_its_corrections_though_another_picture_shows_it_without_any()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "cat");
        await world.RunAsync();
        await new TagCurator(world.Index, timeProvider: world.Time).CorrectAsync(
            [new(world.Store.Name, "b.jpg")],
            new() { Add = ["mine"], By = "me" }
        );

        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Store.Put("b.jpg", "cat");
        await world.RunAsync();
        Assert.Equal("cat mine", await world.TagsAsync("b.jpg"));
        Assert.Equal("cat", await world.TagsAsync("a.jpg"));
        Assert.False(Assert.Single((await world.RecordAsync("b.jpg"))!.Edits).IsForEarlierVersion);
    }

    private sealed class ByReference(PictureStore store) : ITagger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _calls = [];

        public TaggerInfo Info { get; } =
            new()
            {
                Name = "words",
                Fingerprint = new("0a", 50, 0),
                IsMetered = true,
                PricePerCall = 0.001m,
            };

        public Action<string>? Before { get; set; }

        public IReadOnlyList<string> Calls
        {
            get
            {
                lock (_lock)
                {
                    return [.. _calls];
                }
            }
        }

        public bool ReadsBytes(ImageToTag image) => false;

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            lock (_lock)
            {
                _calls.Add(image.Listing.Key);
            }

            Before?.Invoke(image.Listing.Key);
            var shows = store[image.Listing.Key];
            return new(
                new TaggerResult
                {
                    Labels = [new ImageLabel { Name = shows, Confidence = 90 }],
                    IsListedContent = image.Listing.Contents.Contains(PictureStore.Md5Of(shows)),
                }
            );
        }
    }
}
