using System.Threading.Channels;
using ImageTagging.Tests.FileSystem;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Watching;

public sealed class FolderWatchTests : IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly InMemoryTagIndex _index = new();
    private readonly FolderImageSource _source;
    private readonly ImageTaggingPipeline _pipeline;

    public FolderWatchTests()
    {
        _folder.With("first.jpg");
        _source = _folder.Source();
        _pipeline = ImageTaggingPipeline.CreateBuilder().From(_source).TagWith(new NameTagger()).IndexInto(_index).Build();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pipeline.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_new_picture_is_found_within_moments_and_cancelling_ends_it_well()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var done = new Reports();
        var watch = new FolderWatch(
            _pipeline,
            new() { Settle = TimeSpan.FromMilliseconds(50), ListEvery = TimeSpan.FromSeconds(5) }
        );
        var watching = watch.RunAsync(done: done, cancellationToken: stop.Token);
        Assert.NotNull((await done.NextAsync()).Run);
        _folder.With("second.jpg", "new/third.jpg");
        while (await HasAsync("second.jpg") is false || await HasAsync("new/third.jpg") is false)
        {
            await done.NextAsync();
        }

        await stop.CancelAsync();
        await watching.WaitAsync(World.Guard, Cancel);
    }

    [Fact]
    public async Task A_first_listing_that_fails_is_thrown_and_without_a_folder_nothing_is_watched()
    {
        var missing = new FolderImageSource(_folder.PathOf("missing"));
        await using var broken = ImageTaggingPipeline
            .CreateBuilder()
            .From(missing)
            .TagWith(new NameTagger())
            .IndexInto(_index)
            .Build();
        var fault = await Assert.ThrowsAsync<RunFailedException>(() =>
            new FolderWatch(broken).RunAsync(cancellationToken: Cancel)
        );
        Assert.Equal("FolderMissing", fault.Code);
        var none = await Assert.ThrowsAsync<ImageTaggingException>(() =>
            new FolderWatch(_pipeline).RunAsync(new() { Sources = [] }, cancellationToken: Cancel)
        );
        Assert.Equal("NoFolder", none.Code);
    }

    private async Task<bool> HasAsync(string key) => (await _index.GetManyAsync([new(_source.Name, key)], Cancel))[0] is not null;

    private sealed class Reports : IProgress<FolderWatchReport>
    {
        private readonly Channel<FolderWatchReport> _reports = Channel.CreateUnbounded<FolderWatchReport>();

        public void Report(FolderWatchReport value) => _reports.Writer.TryWrite(value);

        public Task<FolderWatchReport> NextAsync() => _reports.Reader.ReadAsync(Cancel).AsTask().WaitAsync(World.Guard, Cancel);
    }
}
