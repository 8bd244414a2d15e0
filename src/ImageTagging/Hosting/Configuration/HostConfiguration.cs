using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

/// <summary>Registers what a host's configuration says.</summary>
internal static class HostConfiguration
{
    public const string SectionName = "ImageTagging";

    public static void Bind(IImageTaggingBuilder builder, IConfiguration configuration)
    {
        var root = configuration.GetSection(SectionName) is { } named && named.Exists() ? named : configuration;
        foreach (var section in root.GetSection("Sources").GetChildren())
        {
            Check<IImageSource>(builder, section);
            builder.AddSource(services => ConfiguredSections.Create<IImageSource>(services, section));
        }

        foreach (var section in root.GetSection("Taggers").GetChildren())
        {
            Check<ITagger>(builder, section);
            builder.AddTagger(services => ConfiguredSections.Create<ITagger>(services, section));
        }

        if (root.GetSection("Index") is { } index && index.Exists())
        {
            Check<ITagIndex>(builder, index);
            builder.UseIndex(services => ConfiguredSections.Create<ITagIndex>(services, index));
        }

        if (root.GetSection("Codec") is { } codec && codec.Exists())
        {
            Check<IImageCodec>(builder, codec);
            builder.UseCodec(services => ConfiguredSections.Create<IImageCodec>(services, codec));
        }

        BindSettings(builder, root);
    }

    private static void BindSettings(IImageTaggingBuilder builder, IConfiguration root)
    {
        List<string> faults = [];
        if (ConfiguredSettings.Budgets(root, faults) is { Count: > 0 } budgets)
        {
            builder.UseBudgets(budgets);
        }

        if (root["Vocabulary"] is { Length: > 0 } vocabulary)
        {
            builder.UseVocabulary(vocabulary);
        }

        if (root.GetSection("Background") is { } background && background.Exists())
        {
            var read = new SettingsReader(background, faults);
            var every = read.Time("Every");
            var options = ConfiguredSettings.Run(read, new());
            read.RefuseOthers();
            if (every is { } said)
            {
                builder.RunInBackground(said, options);
            }
            else
            {
                faults.Add($"{background.Path}:Every is missing: how often to run, such as 01:00:00.");
            }
        }

        foreach (var unknown in Unknown(root))
        {
            faults.Add(unknown);
        }

        builder.AddOptionsNamed<PipelineOptions>(
            builder.SettingsName,
            (_, now) => ConfiguredSettings.Pipeline(root.GetSection("Pipeline"), now, [])
        );
        builder.Services.Configure<HostSettings>(
            builder.SettingsName,
            settings =>
            {
                ConfiguredSettings.Pipeline(root.GetSection("Pipeline"), new(), settings.Faults);
                foreach (var calls in root.GetSection("Calls").GetChildren())
                {
                    var now = settings.Calls.GetValueOrDefault(calls.Key) ?? new();
                    settings.Calls[calls.Key] = ConfiguredSettings.Calls(calls, now, settings.Faults);
                }

                settings.Faults.AddRange(faults);
            }
        );
    }

    // The host's whole configuration holds much that is others'; a section of our own does not.
    private static IEnumerable<string> Unknown(IConfiguration root)
    {
        string[] known =
        [
            "Sources",
            "Taggers",
            "Index",
            "Codec",
            "Budget",
            "Budgets",
            "Vocabulary",
            "Background",
            "Pipeline",
            "Calls",
        ];
        return root is IConfigurationSection section
            ? section
                .GetChildren()
                .Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                .Select(c => $"{c.Path} is no setting; known here are {string.Join(", ", known)}.")
            : [];
    }

    private static void Check<T>(IImageTaggingBuilder builder, IConfigurationSection section)
        where T : class =>
        builder.Services.Configure<HostSettings>(
            builder.SettingsName,
            settings => settings.SectionChecks.Add(services => ConfiguredSections.Faults<T>(services, section))
        );
}
