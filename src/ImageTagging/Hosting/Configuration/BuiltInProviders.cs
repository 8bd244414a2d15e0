namespace ImageTagging.Hosting;

/// <summary>The providers that the configuration may name without a further package.</summary>
internal static class BuiltInProviders
{
    public static void Add(IImageTaggingBuilder builder) =>
        builder
            .AddConfiguredProvider<ITagIndex>("memory", (_, _) => new InMemoryTagIndex(), _ => [])
            .AddConfiguredProvider<IImageSource>(
                "folder",
                (services, section) =>
                {
                    var path = "";
                    var options = services.MakeProviderOptions<FolderSourceOptions>(now =>
                        ConfiguredSettings.Folder(section, now, [], out path)
                    );
                    return new FolderImageSource(path, options);
                },
                section =>
                {
                    List<string> faults = [];
                    ConfiguredSettings.Folder(section, new(), faults, out _);
                    return faults;
                }
            );
}
