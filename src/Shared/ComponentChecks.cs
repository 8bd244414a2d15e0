namespace ImageTagging;

// Finds what a source, a tagger or an index does not say of itself, as a double does of which only half was set up.
internal static class ComponentChecks
{
    // All that building needs; what is worked on has a scope too.
    public static string? NameFaultOf(IImageSource source) =>
        string.IsNullOrEmpty(source.Name) ? Missing(source, "source", nameof(IImageSource), nameof(source.Name)) : null;

    public static string? FaultOf(IImageSource source) =>
        NameFaultOf(source)
        ?? (source.Scope is null ? Missing(source, "source", nameof(IImageSource), nameof(source.Scope)) : null);

    public static string? FaultOf(ITagger tagger) =>
        tagger.Info is null ? Missing(tagger, "tagger", nameof(ITagger), nameof(tagger.Info))
        : tagger.Info.Name is null ? Missing(tagger, "tagger", nameof(TaggerInfo), nameof(tagger.Info.Name))
        : null;

    public static string? FaultOf(ITagIndex index) =>
        index.Info is null ? Missing(index, "index", nameof(ITagIndex), nameof(index.Info)) : null;

    public static string? FaultOf(IImageTaggingPipeline pipeline)
    {
        var member =
            pipeline.Sources is null ? nameof(pipeline.Sources)
            : pipeline.Taggers is null ? nameof(pipeline.Taggers)
            : pipeline.Index is null ? nameof(pipeline.Index)
            : null;
        return member is null ? null : Missing(pipeline, "pipeline", nameof(IImageTaggingPipeline), member);
    }

    // Throws ImageTaggingException: There is a fault.
    public static void ThrowIf(params IEnumerable<string?> faults)
    {
        if (string.Join(' ', faults.OfType<string>()) is { Length: > 0 } said)
        {
            throw new ImageTaggingException(said) { Code = ErrorCodes.InvalidOptions };
        }
    }

    private static string Missing(object component, string role, string type, string member) =>
        $"The {role} {component.GetType().Name} has no {type}.{member}; a double must be set up to answer one.";
}
