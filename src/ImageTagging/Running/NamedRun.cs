using System.Collections.Concurrent;
using ImageTagging.Indexing;

namespace ImageTagging.Running;

/// <summary>Brings named pictures up to date, through the same line as a run over sources; takes no lease.</summary>
internal sealed class NamedRun(PipelineServices services, IImageSource source, RunOptions options)
{
    private const int Batch = 256;
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
        using var session = new RunSession(
            services,
            options,
            cancellationToken,
            outcome => _outcomes[outcome.Image.Key] = outcome,
            services.NamedRetry
        );
        await session
            .RunAsync(async () =>
            {
                var line = new TaggingLine(session, source);
                await using var working = line.ConfigureAwait(false);
                var pictures = new NamedImages(session, source, line);
                foreach (var chunk in keys.Chunk(Batch))
                {
                    await pictures.AddAsync(chunk, find).ConfigureAwait(false);
                }
            })
            .ConfigureAwait(false);
        session.Lifetime.ThrowFault();
        return
        [
            .. keys.Select(k =>
                _outcomes.GetValueOrDefault(k) ?? new() { Image = new(source.Name, k), Kind = ImageOutcomeKind.Left }
            ),
        ];
    }

    private ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken) =>
        services.BriefRetry.ExecuteAsync(token => source.FindAsync(key, token), cancellationToken);

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

            await services.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
            var records = await services
                .NamedRetry.ExecuteAsync(
                    token => services.Components.Index.GetManyAsync([.. forms.Select(f => new ImageName(source.Name, f))], token),
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
            // The outcome of the key as it was given says so.
            return key;
        }
    }
}
