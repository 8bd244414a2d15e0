using Microsoft.Extensions.Configuration;

namespace ImageTagging.Hosting;

/// <summary>Makes the core's own settings from sections.</summary>
internal static class ConfiguredSettings
{
    public static PipelineOptions Pipeline(IConfigurationSection section, PipelineOptions now, ICollection<string> faults)
    {
        var read = new SettingsReader(section, faults);
        var options = now with
        {
            Workers = read.WholeOrNull(nameof(PipelineOptions.Workers)) ?? now.Workers,
            MaxUnsaved = read.Whole(nameof(PipelineOptions.MaxUnsaved), now.MaxUnsaved),
            FlushCount = read.Whole(nameof(PipelineOptions.FlushCount), now.FlushCount),
            FlushAfter = read.Time(nameof(PipelineOptions.FlushAfter), now.FlushAfter),
            RemoveAfter = read.Time(nameof(PipelineOptions.RemoveAfter), now.RemoveAfter),
            MaxImageBytes = read.Long(nameof(PipelineOptions.MaxImageBytes)) ?? now.MaxImageBytes,
            Grace = read.Time(nameof(PipelineOptions.Grace), now.Grace),
            OutagePatience = read.Time(nameof(PipelineOptions.OutagePatience), now.OutagePatience),
            MigrationPatience = read.Time(nameof(PipelineOptions.MigrationPatience), now.MigrationPatience),
            RefreshEvery = read.Time(nameof(PipelineOptions.RefreshEvery), now.RefreshEvery),
            RefreshWrites = read.Whole(nameof(PipelineOptions.RefreshWrites), now.RefreshWrites),
            PruneRanges = read.Whole(nameof(PipelineOptions.PruneRanges), now.PruneRanges),
        };
        read.RefuseOthers();
        return options;
    }

    public static TaggerCallOptions Calls(IConfigurationSection section, TaggerCallOptions now, ICollection<string> faults)
    {
        var read = new SettingsReader(section, faults);
        var options = now with
        {
            CallsPerSecond = read.Number(nameof(TaggerCallOptions.CallsPerSecond)) ?? now.CallsPerSecond,
            RateShare = read.Number(nameof(TaggerCallOptions.RateShare)) ?? now.RateShare,
            MaxConcurrency = read.WholeOrNull(nameof(TaggerCallOptions.MaxConcurrency)) ?? now.MaxConcurrency,
            MaxAttempts = read.Whole(nameof(TaggerCallOptions.MaxAttempts), now.MaxAttempts),
            MaxThrottledTime = read.Time(nameof(TaggerCallOptions.MaxThrottledTime), now.MaxThrottledTime),
            BaseDelay = read.Time(nameof(TaggerCallOptions.BaseDelay), now.BaseDelay),
            MaxDelay = read.Time(nameof(TaggerCallOptions.MaxDelay), now.MaxDelay),
            AttemptTimeout = read.Time(nameof(TaggerCallOptions.AttemptTimeout), now.AttemptTimeout),
            OnlyWhere = Query(read, nameof(TaggerCallOptions.OnlyWhere), section, faults) ?? now.OnlyWhere,
            ReuseNearDuplicates =
                Reuse(read.Section(nameof(TaggerCallOptions.ReuseNearDuplicates)), faults) ?? now.ReuseNearDuplicates,
        };
        read.RefuseOthers();
        return options;
    }

    private static TagQuery? Query(SettingsReader read, string key, IConfigurationSection section, ICollection<string> faults)
    {
        if (read.Text(key) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return TagQueryParser.Parse(text);
        }
        catch (ImageTaggingException fault)
        {
            faults.Add($"{section.Path}:{key} is no query: {fault.Message}");
            return null;
        }
    }

    /// <summary>The rules of near duplicates: <c>true</c> for the defaults, or the properties.</summary>
    private static NearDuplicateReuse? Reuse(IConfigurationSection section, ICollection<string> faults)
    {
        if (!section.Exists())
        {
            return null;
        }

        var now = new NearDuplicateReuse();
        if (section.Value is { } value)
        {
            if (!bool.TryParse(value, out var isWanted))
            {
                faults.Add($"{section.Path} is '{value}'; it must be true, false, or have Similarity and Window.");
            }

            return isWanted ? now : null;
        }

        var read = new SettingsReader(section, faults);
        var reuse = now with
        {
            Similarity = read.Number(nameof(NearDuplicateReuse.Similarity)) ?? now.Similarity,
            Window = read.Time(nameof(NearDuplicateReuse.Window), now.Window),
        };
        read.RefuseOthers();
        return reuse;
    }

    /// <summary>The budgets of <c>Budget</c>, one, and <c>Budgets</c>, several.</summary>
    public static IReadOnlyList<Budget> Budgets(IConfiguration root, ICollection<string> faults)
    {
        var budgets = root.GetSection("Budgets")
            .GetChildren()
            .Prepend(root.GetSection("Budget"))
            .Where(s => s.Exists())
            .Select(s => Budget(s, faults))
            .OfType<Budget>()
            .ToList();
        foreach (var fault in ImageTagging.Budget.FaultsOf(budgets))
        {
            faults.Add(fault);
        }

        return budgets;
    }

    private static Budget? Budget(IConfigurationSection section, ICollection<string> faults)
    {
        var read = new SettingsReader(section, faults);
        var calls = read.Long("Calls");
        var dollars = read.Money("Dollars");
        var period = read.Named("Period", BudgetPeriod.Run);
        var name = read.Text("Name") ?? ImageTagging.Budget.DefaultName;
        read.RefuseOthers();
        if (read.Has("Calls") == read.Has("Dollars"))
        {
            faults.Add($"{section.Path} needs either Calls or Dollars.");
            return null;
        }

        try
        {
            return calls is { } count ? ImageTagging.Budget.OfCalls(count, period, name)
                : dollars is { } sum ? ImageTagging.Budget.OfMoney(sum, period, name)
                : null;
        }
        catch (ArgumentException fault)
        {
            faults.Add($"{section.Path}: {fault.Message}");
            return null;
        }
    }

    public static RunOptions Run(SettingsReader read, RunOptions now) =>
        now with
        {
            ResolveContents = read.Flag(nameof(RunOptions.ResolveContents), now.ResolveContents),
            RetagModel = read.Flag(nameof(RunOptions.RetagModel), now.RetagModel),
            RetryFailed = read.Flag(nameof(RunOptions.RetryFailed), now.RetryFailed),
            AllowRemovals = read.Flag(nameof(RunOptions.AllowRemovals), now.AllowRemovals),
            WaitForOtherRun = read.Time(nameof(RunOptions.WaitForOtherRun), now.WaitForOtherRun),
        };

    public static FolderSourceOptions Folder(
        IConfigurationSection section,
        FolderSourceOptions now,
        ICollection<string> faults,
        out string path
    )
    {
        var read = new SettingsReader(section, faults);
        _ = read.Text("Type");
        path = read.Text("Path") ?? "";
        var options = now with
        {
            Name = read.Text(nameof(FolderSourceOptions.Name)) ?? now.Name,
            Prefix = read.Text(nameof(FolderSourceOptions.Prefix)) ?? now.Prefix,
            Suffixes = read.Texts(nameof(FolderSourceOptions.Suffixes)) ?? now.Suffixes,
            IncludeHidden = read.Flag(nameof(FolderSourceOptions.IncludeHidden), now.IncludeHidden),
            Exclude = read.Texts(nameof(FolderSourceOptions.Exclude)) ?? now.Exclude,
            IgnoreFile = read.Text(nameof(FolderSourceOptions.IgnoreFile)) ?? now.IgnoreFile,
            AllowEmpty = read.Flag(nameof(FolderSourceOptions.AllowEmpty), now.AllowEmpty),
            MountPoints = read.Texts(nameof(FolderSourceOptions.MountPoints)) ?? now.MountPoints,
        };
        if (path.Length == 0)
        {
            faults.Add($"{section.Path}:Path is missing: the folder's path.");
        }

        read.RefuseOthers();
        return options;
    }
}
