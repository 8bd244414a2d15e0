using System.Collections.Concurrent;
using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Querying;
using ImageTagging.Tagging;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Brings named pictures up to date, through the same line as a run; takes no lease.</summary>
internal sealed class NamedRun(PipelineServices core, IImageSource source, RunOptions options)
{
    private const int Batch = 256;
    private readonly PipelineComponents _parts = core.Parts;
    private readonly ConcurrentDictionary<string, ImageOutcome> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Looks the keys up and brings them up to date.</summary>
    public async Task<IReadOnlyList<ImageOutcome>> RunAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var distinct = keys.Distinct(StringComparer.Ordinal).ToArray();
        var written = new string[distinct.Length];
        for (var i = 0; i < distinct.Length; i++)
        {
            written[i] = await WrittenAsync(distinct[i], cancellationToken).ConfigureAwait(false);
        }

        var outcomes = await RunAsync([.. written.Distinct(StringComparer.Ordinal)], FindAsync, cancellationToken)
            .ConfigureAwait(false);
        var byKey = outcomes.ToDictionary(o => o.Image.Key, StringComparer.Ordinal);
        return [.. written.Select(k => byKey[k])];
    }

    private ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken) =>
        core.Brief.BearAsync(token => source.FindAsync(key, token), cancellationToken);

    // A key as the source or the index writes it, where what was typed is in another form: é is one character or two.
    private async ValueTask<string> WrittenAsync(string key, CancellationToken cancellationToken)
    {
        if (NameForms.Of(key) is not { Count: > 1 } forms)
        {
            return key;
        }

        try
        {
            if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            {
                return key;
            }

            await core.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
            var records = await core
                .NamedOutage.BearAsync(
                    token => _parts.Index.GetManyAsync([.. forms.Select(f => new ImageName(source.Name, f))], token),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (records[0] is not null)
            {
                // Gone as it is named, whatever else is there.
                return key;
            }

            foreach (var form in forms.Skip(1).Where(source.Scope.Contains))
            {
                if (await FindAsync(form, cancellationToken).ConfigureAwait(false) is not null)
                {
                    return form;
                }
            }

            return records.FirstOrDefault(r => r is not null)?.Key ?? key;
        }
        catch (Exception fault)
            when (fault is ImageTaggingException { Kind: not FailureKind.SetUp }
                || (fault is OperationCanceledException && cancellationToken.IsCancellationRequested)
            )
        {
            // Told by the outcome of the key as it was given.
            return key;
        }
    }

    /// <summary>Brings listed pictures up to date.</summary>
    public Task<IReadOnlyList<ImageOutcome>> RunAsync(
        IReadOnlyCollection<ImageListing> listings,
        CancellationToken cancellationToken
    )
    {
        var byKey = new Dictionary<string, ImageListing>(StringComparer.Ordinal);
        foreach (var listing in listings)
        {
            byKey[listing.Key] = listing;
        }

        return RunAsync([.. byKey.Keys], (key, _) => ValueTask.FromResult<ImageListing?>(byKey[key]), cancellationToken);
    }

    private async Task<IReadOnlyList<ImageOutcome>> RunAsync(
        string[] keys,
        Func<string, CancellationToken, ValueTask<ImageListing?>> find,
        CancellationToken cancellationToken
    )
    {
        using var stop = new RunLifetime(_parts.Time, _parts.Options.Grace, cancellationToken);
        try
        {
            var budget = await core.OpenAsync(options, RunIds.Of(options), stop).ConfigureAwait(false);
            await using var closing = budget.ConfigureAwait(false);
            var steps = new RunSteps(_parts.Time);
            var hold = new PauseGate();
            var writer = new IndexWriter(
                _parts,
                core.Ledger,
                core.NamedOutage,
                steps.Write,
                core.Logger,
                stop.Fail,
                hold,
                hold: null,
                stop.Aborting
            );
            await using var writing = writer.ConfigureAwait(false);
            var models = new ModelVersions(_parts, core.NamedOutage);
            await models.ReadAsync(stop.Stopping).ConfigureAwait(false);
            var context = core.Context(
                options,
                core.Callers(budget, hold),
                stop,
                steps,
                (_, outcome) => _outcomes[outcome.Image.Key] = outcome,
                models,
                core.NamedOutage
            );
            var line = new TaggingLine(context, source, writer);
            await using var working = line.ConfigureAwait(false);
            var judge = new StampJudge(core.Infos, _parts.Vocabulary.Fingerprint, context.Rules.IsStaleModel);
            try
            {
                foreach (var chunk in keys.Chunk(Batch))
                {
                    await AddAsync(chunk, find, judge, line, writer, stop.Stopping).ConfigureAwait(false);
                }
            }
#pragma warning disable CA1031 // What is in flight finishes first.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                stop.Fail(fault);
            }

            await line.CompleteAsync().ConfigureAwait(false);
            await writer.FlushAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsInterrupted)
        {
            // Told by the outcomes.
        }

        stop.ThrowFault();

        return [.. keys.Select(k => _outcomes.GetValueOrDefault(k) ?? Outcome(k, ImageOutcomeKind.Left, null))];
    }

    private async Task AddAsync(
        string[] keys,
        Func<string, CancellationToken, ValueTask<ImageListing?>> find,
        StampJudge judge,
        TaggingLine line,
        IndexWriter writer,
        CancellationToken cancellationToken
    )
    {
        // Records first: what they tell is then never newer than the listing.
        var records = await core
            .Outage.BearAsync(
                token => _parts.Index.GetManyAsync([.. keys.Select(k => new ImageName(source.Name, k))], token),
                cancellationToken
            )
            .ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            if (OutOfScope(source, keys[i]) is { } reason)
            {
                _outcomes[keys[i]] = Outcome(keys[i], ImageOutcomeKind.Skipped, records[i]) with { Reason = reason };
                continue;
            }

            ImageListing? listing;
            try
            {
                listing = await find(keys[i], cancellationToken).ConfigureAwait(false);
            }
            catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
            {
                var why = new ImageFailureReason(fault.Kind, fault.Code, Printable.Text(fault.Message));
                _outcomes[keys[i]] = Outcome(keys[i], ImageOutcomeKind.Failed, records[i]) with { Reason = why };
                continue;
            }

            await AddAsync(keys[i], listing, records[i], judge, line, writer).ConfigureAwait(false);
        }
    }

    private async ValueTask AddAsync(
        string key,
        ImageListing? listing,
        ImageRecord? record,
        StampJudge judge,
        TaggingLine line,
        IndexWriter writer
    )
    {
        if (listing is null)
        {
            _outcomes[key] = Outcome(key, ImageOutcomeKind.Gone, record);
            if (record is { GoneAt: null })
            {
                await writer
                    .AddAsync(new GoneUpdate(record, new(key, record.ListedAt, IsExpired: false), _parts.Now, static () => { }))
                    .ConfigureAwait(false);
            }

            return;
        }

        var stored = record is null ? null : Light(record);
        var change = judge.Decide(listing, stored, _parts.Now, options.RetryFailed);
        switch (change)
        {
            case Change.Unchanged:
                _outcomes[key] = Outcome(key, ImageOutcomeKind.Unchanged, record);
                break;
            case Change.Waiting:
                _outcomes[key] = Outcome(key, ImageOutcomeKind.Waiting, record);
                break;
            default:
                await line.AddAsync(new(change, listing, stored)).ConfigureAwait(false);
                break;
        }
    }

    private ImageOutcome Outcome(string key, ImageOutcomeKind kind, ImageRecord? record) =>
        new()
        {
            Image = new(source.Name, key),
            Kind = kind,
            Record = record,
        };

    /// <summary>Why a key is none of a source's: what lies outside its scope is neither tagged nor marked. Null where it is one.</summary>
    public static ImageFailureReason? OutOfScope(IImageSource source, string key) =>
        source.Scope.Contains(key)
            ? null
            : new(
                FailureKind.Refused,
                "OutOfScope",
                "The source is for other keys (its prefix or its endings), so the picture was neither tagged nor marked."
            );

    /// <summary>A record as a scan shows it.</summary>
    public static IndexedImage Light(ImageRecord record) =>
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
