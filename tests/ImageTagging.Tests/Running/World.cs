namespace ImageTagging.Tests.Running;

/// <summary>A store, a tagger, an index and a clock, with the pipeline between them.</summary>
public sealed class World : IAsyncDisposable
{
    public World()
    {
        Store = new(Time);
        Index = new();
        Build();
    }

    /// <summary>After so long, by the real clock, something hangs.</summary>
    public static TimeSpan Guard { get; } = TimeSpan.FromMinutes(10);

    public FastTime Time { get; } = new();

    public PictureStore Store { get; }

    public WordTagger Tagger { get; } = new();

    public InMemoryTagIndex Index { get; }

    public ImageTaggingPipeline Pipeline { get; private set; } = null!;

    /// <summary>Builds the pipeline anew, as another process would.</summary>
    public ImageTaggingPipeline Build(
        Action<ImageTaggingPipelineBuilder>? more = null,
        ITagIndex? index = null,
        IReadOnlyList<ITagger>? taggers = null
    )
    {
        var builder = ImageTaggingPipeline.CreateBuilder().From(Store).IndexInto(index ?? Index).UseTimeProvider(Time);
        foreach (var tagger in taggers ?? [Tagger])
        {
            builder.TagWith(tagger);
        }

        more?.Invoke(builder);
        return Pipeline = builder.Build();
    }

    public Task<RunReport> RunAsync(RunOptions? options = null) =>
        Pipeline.RunAsync(options).WaitAsync(Guard, TestContext.Current.CancellationToken);

    public Task<PlanReport> PlanAsync(RunOptions? options = null) =>
        Pipeline.PlanAsync(options).WaitAsync(Guard, TestContext.Current.CancellationToken);

    public async Task<ImageRecord?> RecordAsync(string key) => (await Index.GetManyAsync([new(Store.Name, key)]))[0];

    public async Task<string> TagsAsync(string key) =>
        string.Join(' ', ((await RecordAsync(key))?.Tags ?? []).Select(t => t.Name).Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync();
    }
}
