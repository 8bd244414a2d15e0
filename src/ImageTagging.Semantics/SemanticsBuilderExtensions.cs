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
    /// <param name="options">How the model works; null for every option at its default.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSemanticSearch(this IImageTaggingBuilder builder, SentenceModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (SentenceModel.IsSupported)
        {
            builder.Services.TryAddSingleton<IWordMeaning>(_ => new SentenceModel(options ?? new()));
        }

        return builder;
    }
}
