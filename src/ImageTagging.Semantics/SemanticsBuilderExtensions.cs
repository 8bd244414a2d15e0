using ImageTagging.Semantics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageTagging;

/// <summary>Adds search by meaning to a host.</summary>
public static class SemanticsBuilderExtensions
{
    /// <summary>
    /// Makes searches find what is near in meaning where nothing is called as was asked: <c>ocean</c> finds <c>sea</c>. Offline,
    /// with the package's own model, which is loaded when it is first needed. Where no model can run
    /// (<see cref="SentenceModel.IsSupported"/>) words are looked up as they are written.
    /// </summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSemanticSearch(this IImageTaggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (SentenceModel.IsSupported)
        {
            builder.Services.TryAddSingleton<IWordMeaning, SentenceModel>();
        }

        return builder;
    }
}
