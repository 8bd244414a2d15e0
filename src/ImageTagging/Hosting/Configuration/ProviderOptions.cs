namespace ImageTagging.Hosting;

/// <summary>The provider's options that one call on the builder sets.</summary>
/// <param name="Name">Which options: one name for each call that makes a provider; empty for the first, which <c>IOptions</c> shows.</param>
/// <param name="Make">Gets the options as <c>Configure</c> made them, answers those that are meant.</param>
/// <param name="Validate">A sentence for each fault; null where nobody checks.</param>
internal sealed record ProviderOptions<T>(
    string Name,
    Func<IServiceProvider, T, T> Make,
    Func<T, IReadOnlyList<string>>? Validate
);
