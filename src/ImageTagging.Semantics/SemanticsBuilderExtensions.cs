using ImageTagging.Semantics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageTagging;

/// <summary>Adds search by meaning to a host.</summary>
public static class SemanticsBuilderExtensions
{
    /// <summary>
    /// Makes searches find what is near in meaning where nothing is called as was asked: <c>ocean</c> finds <c>sea</c>. Offline,
    /// with the package's own model, which is loaded when it is first needed.
    /// </summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSemanticSearch(this IImageTaggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IWordMeaning, SentenceModel>();
        return builder;
    }
}
