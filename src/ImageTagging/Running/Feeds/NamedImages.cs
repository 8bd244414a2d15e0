using ImageTagging.Planning;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Feeds a line with pictures whose records are read by name, not by a scan: named ones, and those of a stream of listings.</summary>
internal sealed class NamedImages(RunSession session, IImageSource source, TaggingLine line)
{
    /// <summary>Decides about pictures and adds those that there is something to do for; each has its outcome sooner or later.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="find">A key's listing; null where the source has it no longer.</param>
    public async Task AddAsync(IReadOnlyList<string> keys, Func<string, CancellationToken, ValueTask<ImageListing?>> find)
    {
        var decided = 0;
        await line.AddAllAsync(PlanAsync()).ConfigureAwait(false);
        for (; decided < keys.Count; decided++)
        {
            RunTally.Count(ref session.State.Tally.Left);
            session.Complete(Outcome(keys[decided], ImageOutcomeKind.Left));
        }

        async IAsyncEnumerable<PlannedImage> PlanAsync()
        {
            // Records first: what they tell is then never newer than the listing.
            var stopping = session.Lifetime.Stopping;
            var records = await session
                .Retry.ExecuteAsync(
                    token => session.Components.Index.GetManyAsync([.. keys.Select(k => new ImageName(source.Name, k))], token),
                    stopping
                )
                .ConfigureAwait(false);
            var judge = session.Judge();
            while (decided < keys.Count)
            {
                var (key, record) = (keys[decided], records[decided]);
                var planned = await DecideAsync(key, record, find, judge, stopping).ConfigureAwait(false);
                decided++;
                if (planned is { } image)
                {
                    yield return image;
                }
            }
        }
    }

    private async ValueTask<PlannedImage?> DecideAsync(
        string key,
        ImageRecord? record,
        Func<string, CancellationToken, ValueTask<ImageListing?>> find,
        StampJudge judge,
        CancellationToken stopping
    )
    {
        if (!source.Scope.Contains(key))
        {
            RunTally.Count(ref session.State.Tally.Skipped);
            session.Complete(Outcome(key, ImageOutcomeKind.Skipped, record) with { Reason = OutOfScope });
            return null;
        }

        ImageListing? listing;
        string? picture;
        try
        {
            listing = await find(key, stopping).ConfigureAwait(false);
            picture = listing is null ? null : await PictureOfAsync(key, stopping).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            var why = new ImageFailureReason(fault.Kind, fault.Code, Printable.Text(fault.Message));
            session.Complete(Outcome(key, ImageOutcomeKind.Failed, record) with { Reason = why });
            return null;
        }

        if (listing is null)
        {
            session.Complete(Outcome(key, ImageOutcomeKind.Gone, record));
            if (record is { GoneAt: null })
            {
                var missing = new MissingImage(key, record.ListedAt, IsExpired: false);
                await line
                    .Writer.AddAsync(new GoneUpdate(record, missing, session.Components.Now, static _ => { }))
                    .ConfigureAwait(false);
            }

            return null;
        }

        if (picture is not null)
        {
            RunTally.Count(ref session.State.Tally.Skipped);
            session.Complete(Outcome(key, ImageOutcomeKind.Skipped, record) with { Reason = Companion(picture) });
            return null;
        }

        var stored = record is null ? null : AsScanned(record);
        var change = judge.Decide(listing, stored, session.Components.Now, session.Options.RetryFailed);
        session.State.Tally.Count(change);
        if (change is not (Change.Unchanged or Change.Waiting))
        {
            return new(change, listing, stored, record);
        }

        var kind = change == Change.Unchanged ? ImageOutcomeKind.Unchanged : ImageOutcomeKind.Waiting;
        session.Complete(Outcome(key, kind, record));
        return null;
    }

    // A raw file beside a JPEG is no picture of its own, and must not be paid for as one.
    private async ValueTask<string?> PictureOfAsync(string key, CancellationToken cancellationToken)
    {
        if (!ImageFiles.IsRaw(key))
        {
            return null;
        }

        var stem = ImageFiles.StemOf(key).ToString();
        List<string> beside = [];
        var seen = 0;
        var listing = source.ListAsync(KeyRange.WithPrefix(stem + "."), cancellationToken);
        await foreach (var entry in listing.ConfigureAwait(false))
        {
            if (entry is ImageListing { Key: var other } && ImageFiles.StemOf(other).SequenceEqual(stem))
            {
                beside.Add(other);
            }

            if (++seen >= PairedListing.MostTogether)
            {
                break;
            }
        }

        return ImageFiles.ShownOf(beside);
    }

    private static ImageFailureReason Companion(string picture) =>
        new(
            FailureKind.Refused,
            ErrorCodes.CompanionFile,
            $"It is the raw file of '{Printable.Text(picture)}' and is tagged with it, not by itself."
        );

    // What lies outside a source's scope is neither tagged nor marked.
    private static ImageFailureReason OutOfScope { get; } =
        new(
            FailureKind.Refused,
            ErrorCodes.OutOfScope,
            "The source is for other keys (its prefix or its endings), so the picture was neither tagged nor marked."
        );

    private ImageOutcome Outcome(string key, ImageOutcomeKind kind, ImageRecord? record = null) =>
        new()
        {
            Image = new(source.Name, key),
            Kind = kind,
            Record = record,
        };

    private static IndexedImage AsScanned(ImageRecord record) =>
        new()
        {
            Key = record.Key,
            Size = record.Size,
            ModifiedAt = record.ModifiedAt,
            Version = record.Version,
            ListedAt = record.ListedAt,
            Stamp = record.Stamp,
            DueAt = record.DueAt,
            GoneAt = record.GoneAt,
        };
}
