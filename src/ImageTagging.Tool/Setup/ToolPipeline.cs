using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Setup;

/// <summary>A pipeline with everything that was opened for it, closed together.</summary>
internal sealed class ToolPipeline : IAsyncDisposable
{
    private readonly List<object> _owned = [];

    private ToolPipeline(ImageTaggingPipeline pipeline) => Pipeline = pipeline;

    public ImageTaggingPipeline Pipeline { get; }

    public static async ValueTask<ToolPipeline> CreateAsync(
        ITagIndex index,
        IEnumerable<string> sources,
        SourceSettings sourceSettings,
        TaggerSettings taggerSettings,
        Vocabulary vocabulary,
        IReadOnlyList<Budget> budgets,
        PipelineOptions options,
        TaggerCallOptions calls,
        CancellationToken cancellationToken
    )
    {
        var codec = new LateImageCodec(taggerSettings.Imaging);
        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .IndexInto(index)
            .UseVocabulary(vocabulary)
            .UseCodec(codec)
            .UseBudgets(budgets)
            .UseLoggerFactory(ToolOutput.Current.Log)
            .UseTimeProvider(ToolOutput.Current.Time)
            .Configure(options);
        List<object> owned = [];
        foreach (var given in sources.Distinct(StringComparer.Ordinal))
        {
            var source = await SourceLocation.OpenAsync(given, sourceSettings, cancellationToken).ConfigureAwait(false);
            owned.Add(source);
            builder.From(source);
        }

        foreach (var name in taggerSettings.Names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var tagger = TaggerNames.Create(name, taggerSettings, codec);
            owned.Add(tagger);
            // What costs nothing is called for every picture; what must never be another picture's shares no call.
            var isSaved = TaggerNames.IsMetered(name) || TaggerNames.IsChat(name);
            builder.TagWith(
                tagger,
                calls with
                {
                    OnlyWhere = isSaved ? calls.OnlyWhere : null,
                    ReuseNearDuplicates = isSaved && !tagger.Info.NeedsStrongHash ? calls.ReuseNearDuplicates : null,
                }
            );
        }

        var made = new ToolPipeline(builder.Build());
        made._owned.AddRange(owned);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync().ConfigureAwait(false);
        foreach (var part in _owned)
        {
            switch (part)
            {
                case IAsyncDisposable asyncDisposable:
                    await asyncDisposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
