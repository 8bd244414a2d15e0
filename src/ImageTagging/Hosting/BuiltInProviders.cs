namespace ImageTagging.Hosting;

/// <summary>What the configuration may name without a further package.</summary>
internal static class BuiltInProviders
{
    public static void Add(IImageTaggingBuilder builder) =>
        builder
            .AddConfiguredProvider<ITagIndex>("memory", (_, _) => new InMemoryTagIndex(), _ => [])
            .AddConfiguredProvider<IImageSource>(
                "folder",
                (_, section) =>
                {
                    var options = ConfiguredSettings.Folder(section, [], out var path);
                    return new FolderImageSource(path, options);
                },
                section =>
                {
                    List<string> faults = [];
                    ConfiguredSettings.Folder(section, faults, out _);
                    return faults;
                }
            );
}
