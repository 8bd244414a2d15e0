using Microsoft.Extensions.Configuration;

namespace ImageTagging;

/// <summary>Makes a source, a tagger, an index or a codec from a section of the configuration whose <c>Type</c> names it.</summary>
/// <typeparam name="T"><see cref="IImageSource"/>, <see cref="ITagger"/>, <see cref="ITagIndex"/> or <see cref="IImageCodec"/>.</typeparam>
/// <remarks>Provider packages register theirs with <c>AddConfiguredProvider</c>, so that the core never names one.</remarks>
public interface IConfiguredProvider<out T>
    where T : class
{
    /// <summary>The value of <c>Type</c> that it stands for, such as <c>s3</c>; case does not matter.</summary>
    string Type { get; }

    /// <summary>The section's faults, one sentence each; empty where there is none. No I/O.</summary>
    /// <param name="section">The section.</param>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    IReadOnlyList<string> Validate(IConfigurationSection section);

    /// <summary>Makes the instance; the container disposes it.</summary>
    /// <param name="services">The host's services: a client registered there is used and not disposed.</param>
    /// <param name="section">The section.</param>
    /// <returns>What the section describes; the container disposes it.</returns>
    /// <exception cref="ImageTaggingException">The section has faults (code <c>InvalidOptions</c>).</exception>
    T Create(IServiceProvider services, IConfigurationSection section);
}
