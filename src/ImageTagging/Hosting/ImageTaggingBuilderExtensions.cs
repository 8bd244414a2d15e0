using ImageTagging.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Says what a host's image tagging works on. <c>Add…</c> appends, <c>Use…</c> replaces; every call may be repeated.</summary>
public static class ImageTaggingBuilderExtensions
{
    /// <summary>Adds a source. It stays the caller's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="source">The source.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSource(this IImageTaggingBuilder builder, IImageSource source) =>
        builder.Append(source);

    /// <summary>Adds a source that the container makes, once, and disposes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="make">Makes it.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSource(this IImageTaggingBuilder builder, Func<IServiceProvider, IImageSource> make) =>
        builder.Append(make);

    /// <summary>Adds a tagger. It stays the caller's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tagger">The tagger.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddTagger(this IImageTaggingBuilder builder, ITagger tagger) => builder.Append(tagger);

    /// <summary>Adds a tagger that the container makes, once, and disposes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="make">Makes it.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddTagger(this IImageTaggingBuilder builder, Func<IServiceProvider, ITagger> make) =>
        builder.Append(make);

    /// <summary>Uses an index, instead of any said before. It stays the caller's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="index">The index.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseIndex(this IImageTaggingBuilder builder, ITagIndex index) => builder.Replace(index);

    /// <summary>Uses an index that the container makes, once, and disposes; instead of any said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="make">Makes it.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseIndex(this IImageTaggingBuilder builder, Func<IServiceProvider, ITagIndex> make) =>
        builder.Replace(make);

    /// <summary>Uses an index in this process's memory, instead of any said before: for tests and trials, it goes with the process.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseInMemoryIndex(this IImageTaggingBuilder builder) =>
        builder.UseIndex(_ => new InMemoryTagIndex());

    /// <summary>Uses a codec, instead of any said before. It stays the caller's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="codec">The codec.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseCodec(this IImageTaggingBuilder builder, IImageCodec codec) => builder.Replace(codec);

    /// <summary>Uses a codec that the container makes, once, and disposes; instead of any said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="make">Makes it.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseCodec(this IImageTaggingBuilder builder, Func<IServiceProvider, IImageCodec> make) =>
        builder.Replace(make);

    /// <summary>Uses a budget for metered taggers, instead of any said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="budget">The budget.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseBudget(this IImageTaggingBuilder builder, Budget budget) => builder.UseBudgets(budget);

    /// <summary>Uses several budgets for metered taggers at once, such as a day's and a month's, instead of any said before; each holds.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="budgets">The budgets; of those with one name, one of each unit and period.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseBudgets(this IImageTaggingBuilder builder, params IReadOnlyList<Budget> budgets)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(budgets);
        builder.Remove<Budget>();
        foreach (var budget in budgets)
        {
            builder.Append(budget);
        }

        return builder;
    }

    /// <summary>Uses a vocabulary, instead of any said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseVocabulary(this IImageTaggingBuilder builder, Vocabulary vocabulary)
    {
        builder.Replace(vocabulary);
        builder.Services.Configure<HostSettings>(builder.SettingsName, settings => settings.VocabularyPath = null);
        return builder;
    }

    /// <summary>Uses the vocabulary of a JSON file, instead of any said before; the file is checked when the host starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file's path.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IImageTaggingBuilder UseVocabulary(this IImageTaggingBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        builder.Replace(_ => Vocabulary.Load(path));
        builder.Services.Configure<HostSettings>(builder.SettingsName, settings => settings.VocabularyPath = path);
        return builder;
    }

    /// <summary>Says how the host's pipeline works, by what was said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="change">Gets the options so far, answers the new ones.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder ConfigurePipeline(
        this IImageTaggingBuilder builder,
        Func<PipelineOptions, PipelineOptions> change
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(change);
        builder.AddOptionsNamed<PipelineOptions>(builder.SettingsName, (_, now) => change(now));
        return builder;
    }

    /// <summary>Says at what rate, how many at once and how often again a tagger is called; instead of what was said before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="calls">How it is called.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static IImageTaggingBuilder ConfigureCalls(this IImageTaggingBuilder builder, string tagger, TaggerCallOptions calls)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(tagger);
        ArgumentNullException.ThrowIfNull(calls);
        builder.Services.Configure<HostSettings>(builder.SettingsName, settings => settings.Calls[tagger] = calls);
        return builder;
    }

    /// <summary>
    /// Runs the pipeline when the host has started and then again and again. A run that fails is logged and does not end the host;
    /// one that takes longer than the time between two delays the next. Said again, the later one counts. How far a run is is reported
    /// to every <see cref="IProgress{T}"/> of <see cref="RunProgress"/> that the host registered.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="every">The time from one start to the next, 1 second–31 days.</param>
    /// <param name="options">How each run is made; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder RunInBackground(
        this IImageTaggingBuilder builder,
        TimeSpan every,
        RunOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<HostSettings>(
            builder.SettingsName,
            settings => (settings.RunEvery, settings.RunOptions) = (every, options ?? new())
        );
        if (!builder.Has<BackgroundRun>())
        {
            builder.Append(BackgroundRuns.Of);
            builder.Services.AddSingleton<IHostedService>(services => new BackgroundRuns(
                builder.Of(services).GetRequiredService<BackgroundRun>(),
                builder.SettingsOf(services),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<BackgroundRuns>>()
            ));
        }

        return builder;
    }

    /// <summary>
    /// Watches the pipeline's folders from the host's start on, so that new, changed and deleted pictures are dealt with within seconds;
    /// see <see cref="FolderWatch"/>. A fault is logged and does not end the host. Said again, the later one counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="runs">How each run is made; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder WatchFolders(
        this IImageTaggingBuilder builder,
        FolderWatchOptions? options = null,
        RunOptions? runs = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<HostSettings>(
            builder.SettingsName,
            settings => (settings.Watch, settings.WatchRuns) = (options ?? new(), runs ?? new())
        );
        if (!builder.Has<WatchService>())
        {
            builder.Append(services => new WatchService(
                services,
                builder.SettingsOf(services),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<FolderWatch>>()
            ));
            builder.Services.AddSingleton<IHostedService>(services => builder.Of(services).GetRequiredService<WatchService>());
        }

        return builder;
    }
}
