using System.Threading.Channels;
using ImageTagging.Calling;
using ImageTagging.Querying;
using ImageTagging.Retry;
using ImageTagging.Tagging;
using ImageTagging.Telemetry;

namespace ImageTagging.Running;

/// <summary>Gets the labels that a picture still needs: from equal contents, else by calling its taggers. Several loops share it.</summary>
internal sealed class TaggingWorker(LineContext context, IImageSource source, LabelFinder finder, ImageCompletion exit)
{
    private const int ReadAttempts = 3;
    private readonly bool[] _budgetReached = new bool[context.Rules.Taggers.Count];
    private readonly AccessDoubt[] _access = [.. context.Rules.Taggers.Select(_ => new AccessDoubt())];

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
#pragma warning disable CA1031 // The run stops with it; what was answered is saved.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                context.Stop.Fail(fault);
                item.IsLeft = true;
            }

            if (item.Claim is { } claim)
            {
                claim.Answer([.. Enumerable.Range(0, item.Answers.Length).Select(i => MatchOf(item, i))]);
            }

            await exit.SaveAsync(item).ConfigureAwait(false);
        }
    }

    private async Task GetLabelsAsync(TagItem item)
    {
        context.Stop.Stopping.ThrowIfCancellationRequested();
        if (item.Listing.Unreadable is { } unreadable)
        {
            item.Needs.ForEach(i => item.Failures[i] = unreadable);
            return;
        }

        using var image = new ImageToTag(source, item.Listing, context.Parts.Options.MaxImageBytes)
        {
            // What an ETag may tell later matters where an answer is paid for; free taggers read the bytes anyway.
            WantsMd5 = item.Listing.Contents.Count > 0 || context.Rules.Taggers.Any(t => t.IsMetered),
        };
        if (WantsBytes(item, image) && !await ReadAsync(item, image).ConfigureAwait(false))
        {
            return;
        }

        await ClaimAsync(item).ConfigureAwait(false);
        if (item.Needs.Count > 0)
        {
            await exit.EnterUnsavedAsync(item).ConfigureAwait(false);
            foreach (var tagger in item.Needs.ToArray())
            {
                await CallAsync(item, image, tagger).ConfigureAwait(false);
            }
        }
    }

    private bool WantsBytes(TagItem item, ImageToTag image) =>
        (context.Options.ResolveContents && !item.Contents.Any(c => c.IsHash))
        || item.Needs.Any(i => !_budgetReached[i] && context.Parts.Taggers[i].ReadsBytes(image));

    private async Task<bool> ReadAsync(TagItem item, ImageToTag image)
    {
        try
        {
            var started = context.Steps.Read.Start();
            var bytes = await ReadBytesAsync(image).ConfigureAwait(false);
            context.Steps.Read.Stop(started);
            item.Contents = image.Contents;
            item.Facts = Probe(bytes);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            var reason = new ImageFailureReason(fault.Kind, fault.Code, fault.Message);
            item.Needs.ForEach(i => item.Failures[i] = reason);
            return false;
        }

        context.Rules.Judge(item);
        if (item.Needs.Count > 0)
        {
            await finder.FindAsync(item).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBytesAsync(ImageToTag image)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await image.GetBytesAsync(context.Stop.Stopping).ConfigureAwait(false);
            }
            catch (ImageTaggingException fault) when (fault.IsWorthRetry && attempt < ReadAttempts)
            {
                RunLog.ReadAgain(context.Logger, fault.Code, attempt);
                await Task.Delay(
                        Backoff.FullJitter(attempt, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5)),
                        context.Parts.Time,
                        context.Stop.Stopping
                    )
                    .ConfigureAwait(false);
            }
        }
    }

    // A picture that cannot be probed is the taggers' to judge.
    private PictureFacts Probe(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return context.Parts.Codec?.Probe(bytes) is { } facts ? new(facts.Width, facts.Height, facts.MediaType) : default;
        }
        catch (ImageTaggingException)
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
            if (context.Ledger.TryClaim(item, useless, out var other))
            {
                return;
            }

            if (other is null)
            {
                await finder.FindAsync(item).ConfigureAwait(false);
                continue;
            }

            await other.Answered.WaitAsync(context.Stop.Stopping).ConfigureAwait(false);
            await TakeAsync(item, other).ConfigureAwait(false);
            useless.Add(other);
        }
    }

    private async Task TakeAsync(TagItem item, ContentClaim other)
    {
        var (matches, contents) = (other.Matches, other.Contents);
        if (matches is null || contents is null)
        {
            var records = await context
                .Outage.BearAsync(token => context.Parts.Index.GetManyAsync([other.Image], token), context.Stop.Stopping)
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
                finder.Take(item, i, match, TagItem.AreSurelyEqual(contents, item.Contents));
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

        var info = context.Rules.Taggers[tagger];
        var started = context.Steps.Tag.Start();
        var outcome = await CallAsync(item, image, info, tagger).ConfigureAwait(false);
        context.Steps.Tag.Stop(started);
        if (image.HasBytes)
        {
            item.Contents = image.Contents;
        }

        if (outcome.BudgetReached)
        {
            if (!Interlocked.Exchange(ref _budgetReached[tagger], true))
            {
                RunLog.BudgetReached(context.Logger, info.Name);
            }

            item.IsLeft = true;
        }
        else if (outcome.Result is { } result)
        {
            _access[tagger].Answered();
            item.Called[tagger] = true;
            if (result.Warning is { } warning)
            {
                item.Warning ??= new(item.Name, info.Name, Telemetry.Printable.Text(warning));
            }

            item.Needs.Remove(tagger);
            item.Facts = new(result.Width ?? item.Facts.Width, result.Height ?? item.Facts.Height, item.Facts.MediaType);
            item.Answers[tagger] = new()
            {
                Name = info.Name,
                Fingerprint = info.Fingerprint,
                ModelVersion = result.ModelVersion ?? info.ModelVersion,
                Labels = result.Labels,
                Embedding = result.Embedding,
                TaggedAt = context.Parts.Now,
                IsAuthored = info.IsAuthored,
                IsListedContent = result.IsListedContent,
            };
        }
        else
        {
            item.Failures[tagger] = outcome.Failure;
        }
    }

    private async ValueTask<CallOutcome> CallAsync(TagItem item, ImageToTag image, TaggerInfo info, int tagger)
    {
        try
        {
            return await context
                .Callers[tagger]
                .CallAsync(image, context.Stop.Stopping, context.Stop.Aborting)
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
            }
            : null;

    private LabelMatch?[] MatchesOf(ImageRecord record) =>
        [
            .. context.Rules.Taggers.Select(tagger =>
                record.Contents is [var content, ..] ? LabelMatches.Current(content, tagger.Name, record) : null
            ),
        ];
}
