using System.Text;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Teaching;

/// <summary>Runs give new pictures the taught tags, of the answer that the same run got.</summary>
public sealed class TaughtRunTests
{
    private static readonly TaughtTag s_party = new()
    {
        Tag = "party",
        Space = "made-1",
        Weights = [10, 0],
        Threshold = 50,
        By = "me",
        At = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task New_pictures_have_taught_tags_after_the_taggers_answer()
    {
        await using var world = World();
        await new TagTeacher(world.Index).ImportAsync(s_party);
        world.Store.Put("a.jpg", "party");
        world.Store.Put("b.jpg", "forest");
        await world.RunAsync();
        Assert.Equal("party", await world.TagsAsync("a.jpg"));
        Assert.Equal("", await world.TagsAsync("b.jpg"));
        Assert.Equal(RunEnd.Completed, (await world.RunAsync()).End);

        world.Time.Advance(TimeSpan.FromHours(1));
        world.Store.Put("a.jpg", "forest");
        world.Store.Put("b.jpg", "party");
        await world.RunAsync();
        Assert.Equal("", await world.TagsAsync("a.jpg"));
        Assert.Equal("party", await world.TagsAsync("b.jpg"));
    }

    [Fact]
    public async Task What_is_taught_during_a_run_is_brought_into_what_the_run_wrote()
    {
        await using var world = World();
        var teacher = new TagTeacher(world.Index);
        for (var i = 0; i < 20; i++)
        {
            world.Store.Put($"{i:D2}.jpg", "party");
        }

        world.Build(
            taggers:
            [
                new LeaningTagger(async _ =>
                {
                    await teacher.ImportAsync(s_party);
                    // Too early: the run writes its pictures after it.
                    await teacher.ApplyAsync();
                }),
            ]
        );
        await world.RunAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("party", await world.TagsAsync($"{i:D2}.jpg"));
        }

        Assert.Equal(0, (await teacher.ApplyAsync()).Unchanged);
    }

    private static World World()
    {
        var world = new World();
        world.Build(taggers: [new LeaningTagger(null)]);
        return world;
    }

    // Puts what shows a party at one end of its space, all else at the other.
    private sealed class LeaningTagger(Func<ImageToTag, Task>? first) : ITagger
    {
        private Func<ImageToTag, Task>? _first = first;

        public TaggerInfo Info { get; } = new() { Name = "leaning", Fingerprint = new("0b", 0, 0) };

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _first, null) is { } act)
            {
                await act(image);
            }

            var shows = Encoding.UTF8.GetString((await image.GetBytesAsync(cancellationToken)).Span);
            return new() { Labels = [], Embedding = Embedding.FromVector("made-1", [shows == "party" ? 1 : -1, 0.1f]) };
        }
    }
}
