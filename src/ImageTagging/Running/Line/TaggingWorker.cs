using System.Threading.Channels;
using ImageTagging.Calling;
using ImageTagging.Indexing;
using ImageTagging.Tagging;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Gets the labels that a picture still needs: from equal contents, else by calling its taggers. Several loops share it.</summary>
/// <param name="session">The run.</param>
/// <param name="source">The pictures' source.</param>
/// <param name="lookup">Finds stored labels.</param>
/// <param name="conditions">Decides which taggers a picture needs.</param>
/// <param name="composer">Puts together what is known of a picture.</param>
/// <param name="unsaved">Entered by each picture that is called for, until its answers are saved: so much may be lost at the most.</param>
/// <param name="save">Takes each picture when its labels are there, or cannot be had.</param>
internal sealed class TaggingWorker(
    RunSession session,
    IImageSource source,
    RecordLookup lookup,
    ConditionCheck conditions,
    RecordComposer composer,
    SemaphoreSlim unsaved,
    Func<TagItem, ValueTask> save
)
{
    // Set by whichever worker meets the end first, which alone tells it. One that has not seen it yet asks the budget and is refused.
    private readonly bool[] _budgetReached = new bool[session.Rules.Taggers.Count];
    private readonly AccessDoubt[] _access = [.. session.Rules.Taggers.Select(_ => new AccessDoubt())];

    /// <summary>Works until no picture comes any more.</summary>
    public async Task WorkAsync(ChannelReader<TagItem> items)
    {
        await foreach (var item in items.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            using var activity = Instruments.StartImage(item.Name);
            try
            {
                await GetLabelsAsync(item).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // The run stops with it; what was answered is saved.
                session.Lifetime.Fail(fault);
                item.IsLeft = true;
            }

            // Answered in any case, before it is saved: others with the same content wait for it, and an empty answer frees them.
            if (item.Claim is { } claim)
            {
                claim.Answer([.. Enumerable.Range(0, item.Answers.Length).Select(i => MatchOf(item, i))]);
            }

            await save(item).ConfigureAwait(false);
        }
    }

    private async Task GetLabelsAsync(TagItem item)
    {
        session.Lifetime.Stopping.ThrowIfCancellationRequested();
        if (item.Listing.Unreadable is { } unreadable)
        {
            item.Needs.ForEach(i => item.Failures[i] = unreadable);
            return;
        }

        using var image = new ImageToTag(source, item.Listing, session.Components.Options.MaxImageBytes)
        {
            // What an ETag may tell later matters where an answer is paid for; free taggers read the bytes anyway.
            WantsMd5 = item.Listing.Contents.Count > 0 || session.Rules.Taggers.Any(t => t.IsMetered),
        };
        if (WantsBytes(item, image) && !await ReadAsync(item, image).ConfigureAwait(false))
        {
            return;
        }

        await ClaimAsync(item).ConfigureAwait(false);
        if (item.Needs.Count > 0)
        {
            await unsaved.WaitAsync(session.Lifetime.Stopping).ConfigureAwait(false);
            item.IsUnsaved = true;
            await AskAsync(item, image, isConditional: false).ConfigureAwait(false);
            conditions.Decide(item);
            if (conditions.CanDecide(item))
            {
                await AskAsync(item, image, isConditional: true).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(TagItem item, ImageToTag image, bool isConditional)
    {
        var taggers = item
            .Needs.Where(i => session.Conditions.IsConditional(i) == isConditional)
            .OrderBy(session.Conditions.RankOf)
            .ToArray();
        foreach (var tagger in taggers)
        {
            if (session.Conditions.ReuseOf(tagger) is { } reuse)
            {
                await BorrowOrCallAsync(item, image, tagger, reuse).ConfigureAwait(false);
            }
            else
            {
                await CallAsync(item, image, tagger).ConfigureAwait(false);
            }
        }
    }

    // Whoever comes second waits for the first one's answer, and for nothing else while others wait for it: no two wait for each other.
    private async Task BorrowOrCallAsync(TagItem item, ImageToTag image, int tagger, NearDuplicateReuse reuse)
    {
        if (await LikenessOfAsync(item, image).ConfigureAwait(false) is not { } picture)
        {
            await CallAsync(item, image, tagger).ConfigureAwait(false);
            return;
        }

        HashSet<Lender> useless = [];
        Lender lender;
        while (!session.Lenders.TryBecome(tagger, picture, reuse, useless, out lender))
        {
            var answer = await lender.Answer.WaitAsync(session.Lifetime.Stopping).ConfigureAwait(false);
            if (answer is not null && session.Rules.Serves(session.Rules.Taggers[tagger], answer))
            {
                session.Lenders.Serve(lender, picture);
                Borrow(item, tagger, answer, lender.Picture.Name);
                return;
            }

            useless.Add(lender);
        }

        TaggerState? own = null;
        try
        {
            if (await lookup.FindNearAsync(tagger, picture, reuse, session.Lifetime.Stopping).ConfigureAwait(false) is { } stored)
            {
                session.Lenders.Add(tagger, stored.Picture, stored.Answer, picture);
                Borrow(item, tagger, stored.Answer, stored.Picture.Name);
                return;
            }

            await CallAsync(item, image, tagger).ConfigureAwait(false);
            own = item.Answers[tagger] is { } answer && Lender.Lends(answer) ? answer : null;
        }
        finally
        {
            session.Lenders.Settle(tagger, lender, own);
        }
    }

    private void Borrow(TagItem item, int tagger, TaggerState answer, ImageName lender)
    {
        item.Answers[tagger] = TaggerRules.Selected(session.Rules.Taggers[tagger], Lender.Lent(answer, lender));
        item.Borrowed[tagger] = true;
        item.Needs.Remove(tagger);
    }

    // Of what taggers said; else of the pixels. A picture that shows nothing is called for as any other.
    private async Task<Likeness?> LikenessOfAsync(TagItem item, ImageToTag image)
    {
        var record = composer.Compose(item, item.Known);
        if (record.Look is not null)
        {
            return Likeness.Of(record);
        }

        if (!image.HasBytes || session.Components.Codec is not { } codec)
        {
            return null;
        }

        try
        {
            var bytes = await image.GetBytesAsync(session.Lifetime.Stopping).ConfigureAwait(false);
            item.Facts = item.Facts with { Look = await codec.LookAsync(bytes, session.Lifetime.Stopping).ConfigureAwait(false) };
            return Likeness.Of(record with { Look = item.Facts.Look });
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            return null;
        }
    }

    private bool WantsBytes(TagItem item, ImageToTag image) =>
        (session.Options.ResolveContents && !item.Contents.Any(c => c.IsHash))
        || item.Needs.Any(i => !_budgetReached[i] && session.Components.Taggers[i].ReadsBytes(image))
        // One that gets pictures by reference may share calls by looks that only the bytes tell.
        || session.Conditions.WantsLook(session.Components, item);

    private async Task<bool> ReadAsync(TagItem item, ImageToTag image)
    {
        try
        {
            var started = session.Steps.Read.Start();
            var bytes = await session
                .ReadRetry.ExecuteAsync(image.GetBytesAsync, session.Lifetime.Stopping)
                .ConfigureAwait(false);
            session.Steps.Read.Stop(started);
            item.Contents = image.Contents;
            item.Facts = Probe(bytes);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            var reason = new ImageFailureReason(fault.Kind, fault.Code, fault.Message);
            item.Needs.ForEach(i => item.Failures[i] = reason);
            return false;
        }

        session.Rules.Judge(item);
        if (item.Needs.Count > 0)
        {
            await lookup.FindAsync(item).ConfigureAwait(false);
        }

        return true;
    }

    // A picture that cannot be probed is the taggers' to judge.
    private HeaderFacts Probe(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return session.Components.Codec?.Probe(bytes) is { } facts
                ? new(facts.Width, facts.Height, facts.MediaType)
                : default;
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            return default;
        }
    }

    // One call for equal contents in flight: whoever comes second waits for the first one's answer.
    private async Task ClaimAsync(TagItem item)
    {
        HashSet<ContentClaim> useless = [];
        while (item.Needs.Count > 0 && item.Contents.Count > 0)
        {
            if (session.InFlight.TryClaim(item, useless, out var other))
            {
                return;
            }

            if (other is null)
            {
                await lookup.FindAsync(item).ConfigureAwait(false);
                continue;
            }

            await other.Answered.WaitAsync(session.Lifetime.Stopping).ConfigureAwait(false);
            await TakeAsync(item, other).ConfigureAwait(false);
            useless.Add(other);
        }
    }

    private async Task TakeAsync(TagItem item, ContentClaim other)
    {
        var (matches, contents) = (other.Matches, other.Contents);
        if (matches is null || contents is null)
        {
            var records = await session
                .Retry.ExecuteAsync(
                    token => session.Components.Index.GetManyAsync([other.Image], token),
                    session.Lifetime.Stopping
                )
                .ConfigureAwait(false);
            (matches, contents) = records[0] is { } record ? (MatchesOf(record), record.Contents) : (null, null);
        }

        if (matches is null || contents is null || !ContentId.AnyEqual(contents, item.Contents))
        {
            return;
        }

        for (var i = 0; i < matches.Length; i++)
        {
            if (matches[i] is { State.IsListedContent: true } match)
            {
                lookup.Take(item, i, match, TagItem.AreSurelyEqual(contents, item.Contents));
            }
        }
    }

    private async Task CallAsync(TagItem item, ImageToTag image, int tagger)
    {
        if (_budgetReached[tagger])
        {
            item.IsLeft = true;
            return;
        }

        var info = session.Rules.Taggers[tagger];
        var started = session.Steps.Tag.Start();
        var outcome = await CallAsync(item, image, info, tagger).ConfigureAwait(false);
        session.Steps.Tag.Stop(started);
        if (image.HasBytes)
        {
            item.Contents = image.Contents;
        }

        if (outcome.BudgetReached)
        {
            if (!Interlocked.Exchange(ref _budgetReached[tagger], true))
            {
                RunLog.BudgetReached(session.Logger, info.Name);
            }

            item.IsLeft = true;
        }
        else if (outcome.Result is { } result)
        {
            _access[tagger].Answered();
            item.Called[tagger] = true;
            var warning = result.Warning is { } lost ? Telemetry.Printable.Text(lost) : null;
            if (warning is not null)
            {
                item.Warning ??= new(item.Name, info.Name, warning);
            }

            item.Needs.Remove(tagger);
            item.Facts = new(
                result.Width ?? item.Facts.Width,
                result.Height ?? item.Facts.Height,
                item.Facts.MediaType,
                result.Look ?? item.Facts.Look
            );
            item.Answers[tagger] = new()
            {
                Name = info.Name,
                Fingerprint = info.Fingerprint,
                ModelVersion = result.ModelVersion ?? info.ModelVersion,
                Labels = result.Labels,
                Embedding = result.Embedding,
                Facts = result.Facts,
                Warning = warning,
                TaggedAt = session.Components.Now,
                IsAuthored = info.IsAuthored,
                IsListedContent = result.IsListedContent,
            };
        }
        else
        {
            item.Failures[tagger] = outcome.Failure;
        }
    }

    private async ValueTask<CallResult> CallAsync(TagItem item, ImageToTag image, TaggerInfo info, int tagger)
    {
        try
        {
            return await session
                .Callers[tagger]
                .CallAsync(image, session.Lifetime.Stopping, session.Lifetime.Aborting)
                .ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Kind == FailureKind.SetUp && AccessDoubt.IsAccess(fault.Code))
        {
            var before = item.Known?.Taggers.FirstOrDefault(t => string.Equals(t.Name, info.Name, StringComparison.Ordinal));
            if (!_access[tagger].IsOfPicture(before?.Failure))
            {
                throw;
            }

            return new() { Failure = new(FailureKind.Refused, fault.Code, fault.Message) };
        }
    }

    private static LabelMatch? MatchOf(TagItem item, int tagger) =>
        item.Answers[tagger] is { } state && item.Contents.Count > 0
            ? new()
            {
                Content = item.Contents[0],
                Image = item.Name,
                State = state,
                Edits = item.Origin?.Edits ?? [],
                Width = item.Facts.Width,
                Height = item.Facts.Height,
                MediaType = item.Facts.MediaType,
                Look = item.Facts.Look,
            }
            : null;

    private LabelMatch?[] MatchesOf(ImageRecord record) =>
        [
            .. session.Rules.Taggers.Select(tagger =>
                record.Contents is [var content, ..] ? LabelMatches.Current(content, tagger.Name, record) : null
            ),
        ];
}
