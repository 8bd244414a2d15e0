using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Finds every fault of what a host said, at once, before anything is opened.</summary>
internal sealed class HostSettingsValidator(IServiceProvider services) : IValidateOptions<HostSettings>
{
    public static readonly TimeSpan LeastEvery = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MostEvery = TimeSpan.FromDays(31);

    public ValidateOptionsResult Validate(string? name, HostSettings options)
    {
        List<string> faults =
        [
            .. options.Faults,
            .. options.SectionChecks.SelectMany(check => check(services)),
            .. options.Calls.SelectMany(c => c.Value.Validate().Select(fault => $"Calls of tagger '{c.Key}': {fault}")),
        ];
        Try(services.GetRequiredService<IOptionsMonitor<PipelineOptions>>().Get(name ?? Options.DefaultName).Validate);
        if (options.VocabularyPath is { } path)
        {
            Try(() => Vocabulary.Load(path));
        }

        if (options.RunEvery is { } every && (every < LeastEvery || every > MostEvery))
        {
            faults.Add($"Background runs are made every second at the most and every 31 days at the least, not every {every}.");
        }

        if (options.Watch is { } watch)
        {
            Try(watch.Validate);
        }

        Try(options.RunOptions.Validate);
        Try(options.WatchRuns.Validate);
        if (options.LastRunMaxAge is { } age && (age <= TimeSpan.Zero || age > TimeSpan.FromDays(3_653)))
        {
            faults.Add($"The last run's greatest age is over 0 and up to 10 years, not {age}.");
        }

        if (services.GetService<IServiceProviderIsKeyedService>() is { } known && !HasIndex(known, name))
        {
            var call = string.IsNullOrEmpty(name) ? "AddImageTagging()" : $"AddImageTagging(\"{name}\")";
            faults.Add($"There is no index: call UseInMemoryIndex() or a provider's Use…Index(…) on what {call} returns.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        static bool HasIndex(IServiceProviderIsKeyedService known, string? name) =>
            string.IsNullOrEmpty(name) ? known.IsService(typeof(ITagIndex)) : known.IsKeyedService(typeof(ITagIndex), name);

        void Try(Action check)
        {
            try
            {
                check();
            }
            catch (Exception fault) when (fault is ImageTaggingException or IOException or UnauthorizedAccessException)
            {
                faults.Add(fault.Message);
            }
        }
    }
}
