using ImageTagging.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds the taggers for keywords and for names to a host.</summary>
public static class MetadataBuilderExtensions
{
    /// <summary>Adds a tagger for the keywords that pictures carry.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which keywords; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddMetadataTagger(
        this IImageTaggingBuilder builder,
        MetadataTaggerOptions? options = null
    ) => builder.AddTagger(services => new MetadataTagger(options, services.GetService<TimeProvider>()));

    /// <summary>Adds a tagger for the words of folders' and files' names.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which words; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddNameTagger(this IImageTaggingBuilder builder, NameTaggerOptions? options = null) =>
        builder.AddTagger(_ => new NameTagger(options));
}
