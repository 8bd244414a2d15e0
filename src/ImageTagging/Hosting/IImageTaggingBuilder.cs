using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>The builder that <c>services.AddImageTagging()</c> returns: <c>Add…</c> appends, <c>Use…</c> replaces, and every call may be repeated.</summary>
public interface IImageTaggingBuilder
{
    /// <summary>The services that the calls register in.</summary>
    IServiceCollection Services { get; }

    /// <summary>The key under which sources, taggers, index, search and pipeline are registered; null where the host has one image tagging.</summary>
    string? ServiceKey => null;
}
