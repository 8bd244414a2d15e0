using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImageTagging.Running;

namespace ImageTagging.Tests.Running;

/// <summary>How long a listing will take is told while it goes on, by what the index has.</summary>
public sealed class ExpectedImagesTests
{
    private const int Pictures = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_it_lists_a_plan_or_a_run_tells_the_time_left(bool isPlan)
    {
        await using var world = new World();
        var told = await FillAsync(world);
        var source = new HeldSource(world.Store, told);
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        var cancel = TestContext.Current.CancellationToken;
        var counts = isPlan
            ? (await pipeline.PlanAsync(progress: told, cancellationToken: cancel).WaitAsync(World.Guard, cancel)).Counts
            : (await pipeline.RunAsync(progress: told, cancellationToken: cancel).WaitAsync(World.Guard, cancel)).Counts;
        Assert.Equal(Pictures, counts.Unchanged);
        var ahead = told.All.Where(p => p is { Expected: Pictures, ListingEnded: false, Remaining: not null }).ToArray();
        Assert.NotEmpty(ahead);
        Assert.All(
            ahead,
            p => Assert.Equal((Pictures - p.Counts.Listed) / p.ImagesPerSecond, p.Remaining!.Value.TotalSeconds, 0.01)
        );
        Assert.Equal(
            (true, Pictures, TimeSpan.Zero),
            (told.All[^1].ListingEnded, told.All[^1].Counts.Listed, told.All[^1].Remaining ?? default)
        );
    }

    [Fact]
    public async Task A_plan_that_is_interrupted_ends_at_once_and_leaves_nothing()
    {
        await using var world = new World();
        var told = await FillAsync(world);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new HeldSource(world.Store, told) { OnHeld = cancel.Cancel };
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pipeline.PlanAsync(progress: told, cancellationToken: cancel.Token).WaitAsync(World.Guard)
        );
        Assert.Equal(Pictures, (await world.PlanAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task What_the_index_does_not_tell_is_not_guessed()
    {
        await using var world = new World();
        var cancel = TestContext.Current.CancellationToken;
        Assert.Null(await ExpectedImages.CountAsync(world.Index, [world.Store], new(), cancel));
        await FillAsync(world);
        Assert.Equal(Pictures, await ExpectedImages.CountAsync(world.Index, [world.Store], new(), cancel));
        foreach (var scope in (ImageScope[])[new() { Suffixes = [".jpg"] }, new() { Range = KeyRange.WithPrefix("00") }])
        {
            Assert.Null(await ExpectedImages.CountAsync(world.Index, [world.Store], new() { Scope = scope }, cancel));
        }
    }

    private static async Task<Told> FillAsync(World world)
    {
        for (var i = 0; i < Pictures; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        await world.RunAsync();
        return new();
    }

    private sealed class Told : IProgress<RunProgress>
    {
        private readonly Channel<RunProgress> _reports = Channel.CreateUnbounded<RunProgress>();

        public List<RunProgress> All { get; } = [];

        public ValueTask<RunProgress> NextAsync(CancellationToken cancellationToken) =>
            _reports.Reader.ReadAsync(cancellationToken);

        // One thread at a time.
        public void Report(RunProgress value)
        {
            All.Add(value);
            _reports.Writer.TryWrite(value);
        }
    }

    // Lists a picture for each report of the progress, and stands still in the middle until it is known how many are to come.
    private sealed class HeldSource(PictureStore store, Told told) : IImageSource
    {
        public Action? OnHeld { get; init; }

        public string Name => store.Name;

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            var number = 0;
            var isKnown = false;
            await foreach (var entry in store.ListAsync(range, cancellationToken))
            {
                if (number++ == Pictures / 2)
                {
                    OnHeld?.Invoke();
                }

                do
                {
                    isKnown |= (await told.NextAsync(cancellationToken)).Expected is not null;
                } while (number > Pictures / 2 && !isKnown);

                yield return entry;
            }
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            store.OpenReadAsync(image, cancellationToken);
    }
}
