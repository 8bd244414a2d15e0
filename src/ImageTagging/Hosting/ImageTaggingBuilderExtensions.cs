using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageTagging;

/// <summary>Says what a host's image tagging works on. <c>Add…</c> appends, <c>Use…</c> replaces; every call may be repeated.</summary>
public static class ImageTaggingBuilderExtensions
{
    /// <summary>Adds a source. It stays the caller's to dispose.</summary>
    public static IImageTaggingBuilder AddSource(this IImageTaggingBuilder builder, IImageSource source) => Add(builder, source);

    /// <summary>Adds a source that the container makes, once, and disposes.</summary>
    public static IImageTaggingBuilder AddSource(this IImageTaggingBuilder builder, Func<IServiceProvider, IImageSource> make) =>
        Add(builder, make);

    /// <summary>Adds a tagger. It stays the caller's to dispose.</summary>
    public static IImageTaggingBuilder AddTagger(this IImageTaggingBuilder builder, ITagger tagger) => Add(builder, tagger);

    /// <summary>Adds a tagger that the container makes, once, and disposes.</summary>
    public static IImageTaggingBuilder AddTagger(this IImageTaggingBuilder builder, Func<IServiceProvider, ITagger> make) =>
        Add(builder, make);

    /// <summary>Uses an index, instead of any said before. It stays the caller's to dispose.</summary>
    public static IImageTaggingBuilder UseIndex(this IImageTaggingBuilder builder, ITagIndex index) => Use(builder, index);

    /// <summary>Uses an index that the container makes, once, and disposes; instead of any said before.</summary>
    public static IImageTaggingBuilder UseIndex(this IImageTaggingBuilder builder, Func<IServiceProvider, ITagIndex> make) =>
        Use(builder, make);

    /// <summary>Uses a codec, instead of any said before. It stays the caller's to dispose.</summary>
    public static IImageTaggingBuilder UseCodec(this IImageTaggingBuilder builder, IImageCodec codec) => Use(builder, codec);

    /// <summary>Uses a codec that the container makes, once, and disposes; instead of any said before.</summary>
    public static IImageTaggingBuilder UseCodec(this IImageTaggingBuilder builder, Func<IServiceProvider, IImageCodec> make) =>
        Use(builder, make);

    /// <summary>Uses a budget for metered taggers, instead of any said before.</summary>
    public static IImageTaggingBuilder UseBudget(this IImageTaggingBuilder builder, Budget budget) => Use(builder, budget);

    private static IImageTaggingBuilder Add<T>(IImageTaggingBuilder builder, T instance)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(instance);
        builder.Services.AddSingleton(instance);
        return builder;
    }

    private static IImageTaggingBuilder Add<T>(IImageTaggingBuilder builder, Func<IServiceProvider, T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(make);
        builder.Services.AddSingleton(make);
        return builder;
    }

    private static IImageTaggingBuilder Use<T>(IImageTaggingBuilder builder, T instance)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<T>();
        return Add(builder, instance);
    }

    private static IImageTaggingBuilder Use<T>(IImageTaggingBuilder builder, Func<IServiceProvider, T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<T>();
        return Add(builder, make);
    }
}
