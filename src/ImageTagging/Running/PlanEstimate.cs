using ImageTagging.Planning;
using ImageTagging.Tagging;

namespace ImageTagging.Running;

/// <summary>Counts and prices what a run would do now; calls nothing and writes nothing.</summary>
internal sealed class PlanEstimate(PipelineServices core, RunOptions options)
{
    private const int Batch = 256;
    private const int MaxRemembered = 1 << 20;
    private PipelineComponents _parts = core.Parts;
    private readonly RunTally _tally = new();
    private readonly RunNotes _notes = new();
    private readonly SortedDictionary<string, long> _skippedBy = new(StringComparer.Ordinal);
    private readonly long[] _calls = new long[core.Infos.Count];
    private readonly long[] _reused = new long[core.Infos.Count];
    private readonly HashSet<ulong> _foreseen = [];
    private long _missing;
    private long _reprojected;
    private long _unknown;

    /// <summary>Plans.</summary>
    public async Task<PlanReport> PlanAsync(CancellationToken cancellationToken)
    {
        var started = _parts.Time.GetTimestamp();
        var sources = PipelineRun.SourcesOf(_parts, options);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var models = new ModelVersions(_parts, core.Outage);
        await models.ReadAsync(cancellationToken).ConfigureAwait(false);
        var rules = new TaggerRules(core.Infos, options, models.Models);
        foreach (var source in sources)
        {
            await PlanAsync(source, rules, cancellationToken).ConfigureAwait(false);
        }

        await WeighBudgetsAsync(cancellationToken).ConfigureAwait(false);
        var cost = _calls.Select((calls, i) => core.Infos[i].IsMetered ? calls * core.Infos[i].PricePerCall : 0).ToArray();
        return new()
        {
            Counts = _tally.Snapshot() with { Gone = _missing, Cost = cost.Sum() },
            Taggers = [.. core.Infos.Select((info, i) => new TaggerUse(info.Name, _calls[i], _reused[i], cost[i]))],
            Reprojected = _reprojected,
            UnknownContents = _unknown,
            SkippedBy = _skippedBy,
            Gaps = _notes.Gaps,
            ExcludedBy = _tally.Excluded,
            Notes = _notes.Notes,
            Duration = _parts.Time.GetElapsedTime(started),
        };
    }

    // Each budget is named that does not allow all of it now.
    private async ValueTask WeighBudgetsAsync(CancellationToken cancellationToken)
    {
        foreach (var budget in _parts.Budgets)
        {
            var needed = core.Infos.Select((info, i) => info.IsMetered ? _calls[i] * budget.Units(info.PricePerCall) : 0).Sum();
            if (needed == 0)
            {
                continue;
            }

            var left = await core
                .Outage.BearAsync(
                    token => BudgetLedger.LeftAsync(_parts.Index, budget, RunIds.Of(options), _parts.Now, token),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (left < needed)
            {
                _notes.Add(
                    $"The budget of {budget} has {budget.Words(left)} left, less than the {budget.Words(needed)} that are planned."
                );
            }
        }
    }

    // A plan makes nothing: where there is no index yet, it plans against an empty one.
    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await core
                .Outage.BearAsync(token => _parts.Index.ReadStateAsync("runs/last", token), cancellationToken)
                .ConfigureAwait(false);
            await core.Ledger.RefreshAsync(core.Outage, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code is "NoIndex" or "IndexMissing")
        {
            _parts = _parts with { Index = new InMemoryTagIndex() };
        }
    }

    private async Task PlanAsync(IImageSource source, TaggerRules rules, CancellationToken cancellationToken)
    {
        var startedAt = _parts.Now;
        var steps = new RunSteps(_parts.Time);
        var trail = new AppearedContents();
        await using var kept = trail.ConfigureAwait(false);
        var vocabulary = _parts.Vocabulary.Fingerprint;
        var planner = new ChangePlanner(
            source,
            _parts.Index,
            new(rules.Taggers, vocabulary, options, _parts.Options.RemoveAfter, startedAt, rules.IsStaleModel, _parts.Time),
            core.Outage,
            _tally,
            steps,
            trail
        );
        await using var spool = planner.Missing.ConfigureAwait(false);
        var finder = new LabelFinder(_parts.Index, rules, core.Ledger, core.Outage, steps.LookUp, cancellationToken);
        await using var finding = finder.ConfigureAwait(false);

        var items = new List<TagItem>(Batch);
        var scope = source.Scope.Intersect(options.Scope);
        await foreach (var planned in planner.PlanAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            items.Add(new(planned, source, rules.Taggers.Count) { At = startedAt });
            if (items.Count == Batch)
            {
                await CountAsync(source, items, rules, finder, trail, cancellationToken).ConfigureAwait(false);
                items.Clear();
            }
        }

        await CountAsync(source, items, rules, finder, trail, cancellationToken).ConfigureAwait(false);
        _notes.Add(planner.Gaps.First);
        var removals = new Removals(_parts, source, planner, trail, core.Outage, _notes, startedAt);
        if (await removals.WeighAsync(cancellationToken).ConfigureAwait(false) is { } objection && !options.AllowRemovals)
        {
            _notes.Add(objection);
        }

        _tally.Moved += removals.Moved;
        _missing += removals.Missing;
    }

    private async Task CountAsync(
        IImageSource source,
        List<TagItem> items,
        TaggerRules rules,
        LabelFinder finder,
        AppearedContents trail,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 0)
        {
            return;
        }

        var records = await core
            .Outage.BearAsync(token => _parts.Index.GetManyAsync([.. items.Select(i => i.Name)], token), cancellationToken)
            .ConfigureAwait(false);
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Known = records[i];
            rules.Judge(items[i]);
            if (options.ResolveContents && items[i].Needs.Count > 0 && !items[i].Contents.Any(c => c.IsHash))
            {
                await ResolveAsync(source, items[i], rules, trail, cancellationToken).ConfigureAwait(false);
            }
        }

        await finder.FindAsync(items, cancellationToken).ConfigureAwait(false);
        items.ForEach(Count);
    }

    private async Task ResolveAsync(
        IImageSource source,
        TagItem item,
        TaggerRules rules,
        AppearedContents trail,
        CancellationToken cancellationToken
    )
    {
        if (item.Listing.Unreadable is not null)
        {
            return;
        }

        try
        {
            using var image = new ImageToTag(source, item.Listing, _parts.Options.MaxImageBytes);
            await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
            item.Contents = image.Contents;
            trail.Add(item.Contents, told: item.Listing.Contents);
            rules.Judge(item);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            // What cannot be read now counts as a call at the most.
        }
    }

    private bool IsForeseen(TagItem item, bool sure) =>
        item.Contents.Any(c => (c.IsStrong || !sure) && _foreseen.Contains(AppearedContents.Hash(c)));

    private void Count(TagItem item)
    {
        for (var i = 0; i < item.Answers.Length; i++)
        {
            _reused[i] += item.Answers[i] is null ? 0 : 1;
        }

        if (item.Needs.Count == 0)
        {
            _reprojected += item.Planned.Change == Change.Stale && item.Answers.All(a => a is null) ? 1 : 0;
            return;
        }

        if (item.Listing.Unreadable is { } reason)
        {
            _tally.Skipped++;
            _skippedBy[reason.Code] = _skippedBy.GetValueOrDefault(reason.Code) + 1;
            return;
        }

        // A copy of one that will be called for before is served by its answer.
        var isForeseen = IsForeseen(item, sure: false);
        var isSurelyForeseen = isForeseen && IsForeseen(item, sure: true);
        _unknown += item.Contents.Any(c => c.IsHash) ? 0 : 1;
        foreach (var tagger in item.Needs)
        {
            var isServed = core.Infos[tagger].NeedsStrongHash ? isSurelyForeseen : isForeseen;
            (isServed ? ref _reused[tagger] : ref _calls[tagger])++;
        }

        foreach (var content in item.Contents.Where(_ => _foreseen.Count < MaxRemembered))
        {
            _foreseen.Add(AppearedContents.Hash(content));
        }
    }
}
