using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Counts and prices what a run would do now; calls nothing and writes nothing.</summary>
internal sealed class PlanEstimate(PipelineServices services, RunOptions options, IProgress<RunProgress>? progress)
{
    private const int Batch = 256;
    private const int MaxRemembered = 1 << 20;
    private readonly SortedDictionary<string, long> _skippedBy = new(StringComparer.Ordinal);
    private readonly long[] _calls = new long[services.Infos.Count];
    private readonly long[] _reused = new long[services.Infos.Count];
    private readonly long[] _nearDuplicates = new long[services.Infos.Count];
    private readonly long[] _passedOver = new long[services.Infos.Count];
    private readonly long[] _undecided = new long[services.Infos.Count];
    private readonly Lenders _lenders = new(services.Infos.Count);
    private readonly HashSet<ulong> _foreseen = [];
    private long _missing;
    private long _reprojected;
    private long _unknown;

    /// <summary>Plans.</summary>
    public async Task<PlanReport> PlanAsync(CancellationToken cancellationToken)
    {
        var time = services.Components.Time;
        var started = time.GetTimestamp();
        var sources = PipelineRun.SourcesOf(services.Components, options);
        services.Check(sources);
        var components = await ComponentsAsync(cancellationToken).ConfigureAwait(false);
        using var session = new RunSession(services, options, cancellationToken, components: components);
        await session.Models.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (session.Conditions.HasConditions && ReferenceEquals(components, services.Components))
        {
            await session.ReadTaughtAsync(cancellationToken).ConfigureAwait(false);
        }

        await PlanAsync(session, sources, cancellationToken).ConfigureAwait(false);
        await WeighBudgetsAsync(session, cancellationToken).ConfigureAwait(false);
        var cost = _calls
            .Select((calls, i) => services.Infos[i].IsMetered ? calls * services.Infos[i].PricePerCall : 0)
            .ToArray();
        return new()
        {
            Counts = session.State.Tally.Snapshot() with { Gone = _missing, Cost = cost.Sum() },
            Taggers =
            [
                .. services.Infos.Select(
                    (info, i) =>
                        new TaggerUse(info.Name, _calls[i], _reused[i], cost[i])
                        {
                            NearDuplicates = _nearDuplicates[i],
                            PassedOver = _passedOver[i],
                            Undecided = _undecided[i],
                        }
                ),
            ],
            Reprojected = _reprojected,
            UnknownContents = _unknown,
            SkippedBy = _skippedBy,
            Gaps = session.State.Notes.Gaps,
            ExcludedBy = session.State.Tally.Excluded,
            Notes = session.State.Notes.Notes,
            Duration = time.GetElapsedTime(started),
        };
    }

    // Each budget is named that does not allow all of it now.
    private async ValueTask WeighBudgetsAsync(RunSession session, CancellationToken cancellationToken)
    {
        foreach (var budget in session.Components.Budgets)
        {
            var needed = services
                .Infos.Select((info, i) => info.IsMetered ? _calls[i] * budget.Units(info.PricePerCall) : 0)
                .Sum();
            if (needed == 0)
            {
                continue;
            }

            var left = await services
                .Retry.ExecuteAsync(
                    token =>
                        BudgetLedger.LeftAsync(
                            session.Components.Index,
                            budget,
                            session.State.RunId,
                            session.Components.Now,
                            token
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (left < needed)
            {
                session.State.Notes.Add(
                    $"The budget of {budget} has {budget.Words(left)} left, less than the {budget.Words(needed)} that are planned."
                );
            }
        }
    }

    // A plan makes nothing: where there is no index yet, it plans against an empty one.
    private async ValueTask<PipelineComponents> ComponentsAsync(CancellationToken cancellationToken)
    {
        var components = services.Components;
        try
        {
            await services
                .Retry.ExecuteAsync(token => components.Index.ReadStateAsync(LastRun.StateName, token), cancellationToken)
                .ConfigureAwait(false);
            await services.InFlight.RefreshAsync(services.Retry, cancellationToken).ConfigureAwait(false);
            return components;
        }
        catch (ImageTaggingException fault) when (fault.Code is ErrorCodes.NoIndex or ErrorCodes.IndexMissing)
        {
            return components with { Index = new InMemoryTagIndex() };
        }
    }

    private async Task PlanAsync(RunSession session, IReadOnlyList<IImageSource> sources, CancellationToken cancellationToken)
    {
        var reporter = new ProgressReporter(
            progress,
            session.State,
            () => session.Counts,
            () => session.Retry.Reason,
            token => ExpectedImages.CountAsync(session.Components.Index, sources, options, token),
            services.Components.Time
        );
        await using var reporting = reporter.ConfigureAwait(false);
        foreach (var source in sources)
        {
            session.State.Source = source.Name;
            await PlanAsync(session, source, cancellationToken).ConfigureAwait(false);
        }

        session.State.ListingEnded = true;
    }

    private async Task PlanAsync(RunSession session, IImageSource source, CancellationToken cancellationToken)
    {
        var startedAt = session.Components.Now;
        var appeared = new AppearedContents();
        await using var kept = appeared.ConfigureAwait(false);
        var join = session.Join(source);
        await using var joining = join.ConfigureAwait(false);
        var planner = session.Planner(join, startedAt, appeared);
        await using var missing = planner.Missing.ConfigureAwait(false);
        var lookup = new RecordLookup(session);
        var composer = session.Composer();
        var items = new List<TagItem>(Batch);
        var scope = source.Scope.Intersect(options.Scope);
        await foreach (var planned in planner.PlanAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            RunTally.Count(ref session.State.Tally.Planned);
            items.Add(new(planned, source, session.Rules.Taggers.Count) { At = startedAt });
            if (items.Count == Batch)
            {
                await CountAsync(session, source, items, lookup, composer, appeared, cancellationToken).ConfigureAwait(false);
                items.Clear();
            }
        }

        await CountAsync(session, source, items, lookup, composer, appeared, cancellationToken).ConfigureAwait(false);
        session.State.Notes.Add(planner.Gaps.First);
        var removals = new Removals(session, source, planner, appeared, startedAt);
        if (await removals.WeighAsync(cancellationToken).ConfigureAwait(false) is { } objection && !options.AllowRemovals)
        {
            session.State.Notes.Add(objection);
        }

        session.State.Tally.Moved += removals.Moved;
        _missing += removals.Missing;
    }

    private async Task CountAsync(
        RunSession session,
        IImageSource source,
        List<TagItem> items,
        RecordLookup lookup,
        RecordComposer composer,
        AppearedContents appeared,
        CancellationToken cancellationToken
    )
    {
        await lookup.ReadAsync(items, cancellationToken).ConfigureAwait(false);
        items.ForEach(session.Rules.Judge);
        // As a run does: what another file of the picture was told already is not asked again.
        await lookup.InheritAsync(items, cancellationToken).ConfigureAwait(false);
        foreach (var item in items)
        {
            if (
                options.ResolveContents
                && item.Needs.Count > 0
                && (!item.Contents.Any(c => c.IsHash) || session.Conditions.WantsLook(session.Components, item))
            )
            {
                await ResolveAsync(session, source, item, appeared, cancellationToken).ConfigureAwait(false);
            }
        }

        await lookup.FindAsync(items, cancellationToken).ConfigureAwait(false);
        var conditions = new ConditionCheck(session, composer);
        foreach (var item in items)
        {
            conditions.Decide(item);
        }

        var near = await NearAsync(session, items, lookup, composer, cancellationToken).ConfigureAwait(false);
        foreach (var item in items)
        {
            await CountAsync(session, item, lookup, composer, conditions, near, cancellationToken).ConfigureAwait(false);
            RunTally.Count(ref session.State.Tally.Finished);
        }
    }

    // The pictures that these may borrow an answer of, looked up together; null where each is to ask by itself.
    private static async Task<IReadOnlyList<ImageRecord>?> NearAsync(
        RunSession session,
        List<TagItem> items,
        RecordLookup lookup,
        RecordComposer composer,
        CancellationToken cancellationToken
    )
    {
        var window = TimeSpan.Zero;
        List<Likeness> pictures = [];
        foreach (var item in items)
        {
            var reuses = item.Needs.Select(session.Conditions.ReuseOf).OfType<NearDuplicateReuse>().ToArray();
            if (
                reuses.Length > 0
                && item.Listing.Unreadable is null
                && Likeness.Of(composer.Compose(item, item.Known)) is { } picture
            )
            {
                pictures.Add(picture);
                window = reuses.Select(r => r.Window).Append(window).Max();
            }
        }

        return pictures.Count == 0 ? [] : await lookup.FindNearAsync(pictures, window, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ResolveAsync(
        RunSession session,
        IImageSource source,
        TagItem item,
        AppearedContents appeared,
        CancellationToken cancellationToken
    )
    {
        if (item.Listing.Unreadable is not null)
        {
            return;
        }

        try
        {
            using var image = new ImageToTag(source, item.Listing, session.Components.Options.MaxImageBytes);
            var bytes = await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
            item.Contents = image.Contents;
            if (session.Conditions.WantsLook(session.Components, item) && session.Components.Codec is { } codec)
            {
                item.Facts = item.Facts with { Look = await codec.LookAsync(bytes, cancellationToken).ConfigureAwait(false) };
            }

            appeared.Add(item.Contents, told: item.Listing.Contents);
            session.Rules.Judge(item);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            // What cannot be read now counts as a call at the most.
        }
    }

    private bool IsForeseen(TagItem item, bool sure) =>
        item.Contents.Any(c => (c.IsStrong || !sure) && _foreseen.Contains(AppearedContents.Hash(c)));

    private async ValueTask CountAsync(
        RunSession session,
        TagItem item,
        RecordLookup lookup,
        RecordComposer composer,
        ConditionCheck conditions,
        IReadOnlyList<ImageRecord>? near,
        CancellationToken cancellationToken
    )
    {
        var tally = session.State.Tally;
        for (var i = 0; i < item.Answers.Length; i++)
        {
            _reused[i] += item.Answers[i] is null ? 0 : 1;
            _passedOver[i] += item.PassedOver[i] is null ? 0 : 1;
        }

        if (item.Needs.Count == 0)
        {
            _reprojected +=
                item.Planned.Change == Change.Stale && item.Answers.All(a => a is null) && item.PassedOver.All(p => p is null)
                    ? 1
                    : 0;
            return;
        }

        if (item.Listing.Unreadable is { } reason)
        {
            tally.Skipped++;
            _skippedBy[reason.Code] = _skippedBy.GetValueOrDefault(reason.Code) + 1;
            return;
        }

        // A copy of one that will be called for before is served by its answer.
        var isForeseen = IsForeseen(item, sure: false);
        var isSurelyForeseen = isForeseen && IsForeseen(item, sure: true);
        _unknown += item.Contents.Any(c => c.IsHash) ? 0 : 1;
        foreach (var tagger in item.Needs)
        {
            if (services.Infos[tagger].NeedsStrongHash ? isSurelyForeseen : isForeseen)
            {
                _reused[tagger]++;
                continue;
            }

            var isUndecided = session.Conditions.IsConditional(tagger) && !conditions.CanDecide(item);
            if (!isUndecided && session.Conditions.ReuseOf(tagger) is { } reuse)
            {
                var picture = Likeness.Of(composer.Compose(item, item.Known));
                if (
                    picture is not null
                    && await BorrowsAsync(picture, tagger, reuse, lookup, near, cancellationToken).ConfigureAwait(false)
                )
                {
                    _nearDuplicates[tagger]++;
                    continue;
                }

                isUndecided = picture is null;
            }

            _calls[tagger]++;
            _undecided[tagger] += isUndecided ? 1 : 0;
        }

        foreach (var content in item.Contents.Where(_ => _foreseen.Count < MaxRemembered))
        {
            _foreseen.Add(AppearedContents.Hash(content));
        }
    }

    // As a run does it, but that nobody is called.
    private async ValueTask<bool> BorrowsAsync(
        Likeness picture,
        int tagger,
        NearDuplicateReuse reuse,
        RecordLookup lookup,
        IReadOnlyList<ImageRecord>? near,
        CancellationToken cancellationToken
    )
    {
        if (!_lenders.TryBecome(tagger, picture, reuse, [], out var lender))
        {
            _lenders.Serve(lender, picture);
            return true;
        }

        var nearest = near is null
            ? await lookup.FindNearAsync(tagger, picture, reuse, cancellationToken).ConfigureAwait(false)
            : lookup.Nearest(tagger, picture, reuse, near);
        if (nearest is not { } stored)
        {
            return false;
        }

        _lenders.Settle(tagger, lender, answer: null);
        _lenders.Add(tagger, stored.Picture, stored.Answer, picture);
        return true;
    }
}
