namespace ImageTagging.Hosting;

/// <summary>The host's settings beside its sources, taggers and index. Filled by the builder's calls, validated when the host starts.</summary>
internal sealed class HostSettings
{
    public Dictionary<string, TaggerCallOptions> Calls { get; } = new(StringComparer.Ordinal);

    public string? VocabularyPath { get; set; }

    public TimeSpan? RunEvery { get; set; }

    public RunOptions RunOptions { get; set; } = new();

    public FolderWatchOptions? Watch { get; set; }

    public RunOptions WatchRuns { get; set; } = new();

    /// <summary>How old the last run may be before its health check complains.</summary>
    public TimeSpan? LastRunMaxAge { get; set; }

    /// <summary>Sections that a provider makes something of, with the faults that it finds in them.</summary>
    public List<Func<IServiceProvider, IEnumerable<string>>> SectionChecks { get; } = [];

    /// <summary>Faults found while the configuration was read.</summary>
    public List<string> Faults { get; } = [];
}
