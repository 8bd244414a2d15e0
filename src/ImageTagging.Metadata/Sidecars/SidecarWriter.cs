using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Xml;

namespace ImageTagging.Metadata;

/// <summary>Writes what an index says of pictures into XMP files beside them, where other programs read it.</summary>
/// <remarks>
/// Tags go to <c>dc:subject</c>, with what stands above them to <c>lr:hierarchicalSubject</c> and <c>digiKam:TagsList</c>; the title to
/// <c>dc:title</c>, the stars to <c>xmp:Rating</c>. What people or other programs wrote stays as it is, and is never doubled; what
/// somebody took away is not written again. A picture with a raw file beside it gets one for each of the two. A picture's own bytes are never touched. Each file appears whole or not at all, and the
/// index takes its time over, so that the next run finds the picture unchanged; where this is interrupted between the two, that run
/// looks at the picture once more. Threads may share it; it disposes neither the index nor the source.
/// </remarks>
/// <param name="index">The index.</param>
/// <param name="source">The folder that the pictures are in.</param>
/// <param name="options">What is written; null for the defaults.</param>
public sealed class SidecarWriter(ITagIndex index, FolderImageSource source, SidecarWriterOptions? options = null)
{
    private const int BatchSize = 32;
    private const int MostRounds = 20;
    private const int MostBytes = 16 << 20;

    private readonly SidecarWriterOptions _options = Checked(options ?? new());
    private readonly Vocabulary _vocabulary = options?.Vocabulary ?? Vocabulary.Empty;

    /// <summary>Writes the sidecars of the pictures that a query finds.</summary>
    /// <param name="query">Which pictures, as the index has them; null for all of the source.</param>
    /// <param name="cancellationToken">Ends it, between two pictures; the index knows of every file that was written then.</param>
    /// <returns>What became of each picture's sidecar, by key, as it happens.</returns>
    /// <exception cref="ImageTaggingException">The index or the folder cannot be read at all.</exception>
    public async IAsyncEnumerable<SidecarOutcome> WriteAsync(
        TagQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var batch = new List<ImageRecord>(BatchSize);
        var found = index.ReadAllAsync(query, new ImageName(source.Name, ""), cancellationToken);
        await foreach (var record in found.ConfigureAwait(false))
        {
            // Records come by source.
            if (record.Source != source.Name)
            {
                break;
            }

            if (record.GoneAt is null && source.Scope.Contains(record.Key))
            {
                batch.Add(record);
            }

            if (batch.Count == BatchSize)
            {
                var (outcomes, end) = await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                foreach (var outcome in outcomes)
                {
                    yield return outcome;
                }

                end?.Throw();
                batch.Clear();
            }
        }

        var (last, fault) = await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach (var outcome in last)
        {
            yield return outcome;
        }

        fault?.Throw();
    }

    // What ends it comes after what was done until then, so that nobody hears of fewer files than were written.
    private async Task<(List<SidecarOutcome> Outcomes, ExceptionDispatchInfo? End)> WriteAsync(
        List<ImageRecord> records,
        CancellationToken cancellationToken
    )
    {
        ExceptionDispatchInfo? end = null;
        List<SidecarOutcome> outcomes = [];
        List<(ImageRecord Record, ImageListing Listing)> written = [];
        try
        {
            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                outcomes.AddRange(await WriteAsync(record, written, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception fault)
        {
            end = ExceptionDispatchInfo.Capture(fault);
        }

        try
        {
            // Whoever ends it leaves no picture that the next run takes for changed.
            await TakeOverAsync(written).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            end ??= ExceptionDispatchInfo.Capture(fault);
        }

        return (outcomes, end);
    }

    // A picture of several files has an XMP file for each that programs open: they read that of their own file.
    private async ValueTask<IReadOnlyList<SidecarOutcome>> WriteAsync(
        ImageRecord record,
        List<(ImageRecord Record, ImageListing Listing)> written,
        CancellationToken cancellationToken
    )
    {
        List<SidecarOutcome> outcomes = [];
        var key = PhotoNames.SidecarsOf(record.Key)[0];
        ImageListing? last = null;
        try
        {
            var listing = await source.FindAsync(record.Key, cancellationToken).ConfigureAwait(false);
            if (listing is null)
            {
                return [Of(SidecarOutcomeKind.Outdated, "The picture is no longer there.")];
            }

            if (listing.DiffersFrom(record.Version, record.Size, record.ModifiedAt))
            {
                return [Of(SidecarOutcomeKind.Outdated, "The picture, or its XMP file, was changed since it was tagged.")];
            }

            string[] raw =
            [
                .. (listing.Companions ?? []).Where(c => ImageFiles.IsRaw(c)).Select(c => ImageFiles.KeyOf(record.Key, c)),
            ];
            foreach (var file in (string[])[record.Key, .. raw])
            {
                (key, var former) = await FormerAsync(listing, file, isShort: file != record.Key || raw.Length == 0)
                    .ConfigureAwait(false);
                if (XmpSidecar.Apply(former, ContentOf(record)) is not { } bytes)
                {
                    outcomes.Add(Of(SidecarOutcomeKind.Unchanged, null));
                    continue;
                }

                if (!_options.DryRun)
                {
                    listing = last = await source
                        .WriteSidecarAsync(listing, key, bytes, former, cancellationToken)
                        .ConfigureAwait(false);
                }

                outcomes.Add(Of(SidecarOutcomeKind.Written, null));
            }
        }
        catch (XmlException fault)
        {
            outcomes.Add(
                Of(
                    SidecarOutcomeKind.Failed,
                    $"The XMP file beside it is damaged and could not be kept, so it stays as it is: {fault.Message}"
                )
            );
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp || fault.Code == ErrorCodes.AccessDenied)
        {
            outcomes.Add(Of(SidecarOutcomeKind.Failed, fault.Message));
        }
        finally
        {
            if (last is not null)
            {
                written.Add((record, last));
            }
        }

        return outcomes;

        SidecarOutcome Of(SidecarOutcomeKind kind, string? message) => new(record.Name, key, kind, message);

        // The file that is there, else what a new one is to be called: a.xmp is that of a.cr2 where there is one, not that of a.jpg.
        async ValueTask<(string Key, ReadOnlyMemory<byte>? Former)> FormerAsync(ImageListing listing, string file, bool isShort)
        {
            var names = PhotoNames.SidecarsOf(file);
            isShort = isShort && !IsOfAnother(listing, file, names[^1]);
            foreach (var name in isShort ? names : names.Take(1))
            {
                foreach (var spelled in (string[])[name, PhotoNames.InCapitals(name)])
                {
                    var there = await source
                        .ReadBesideAsync(listing, spelled, MostBytes, cancellationToken)
                        .ConfigureAwait(false);
                    if (there is not null)
                    {
                        return (spelled, there);
                    }
                }
            }

            return (isShort && _options.WithoutPictureEnding ? names[^1] : names[0], null);
        }
    }

    // Where two pictures have a.xmp alike, each has a file of its own; a raw file always has it.
    private bool IsOfAnother(ImageListing picture, string file, string sidecar)
    {
        var stem = sidecar[..^".xmp".Length];
        return !ImageFiles.IsRaw(file)
            && ImageScope
                .PictureSuffixes.SelectMany(ending => (string[])[stem + ending, stem + ending.ToUpperInvariant()])
                // Where case does not count, a picture is found by its own name in another case.
                .Any(key => !key.Equals(file, StringComparison.OrdinalIgnoreCase) && source.HasBeside(picture, key));
    }

    private SidecarContent ContentOf(ImageRecord record)
    {
        var least = Confidence.Floor(_options.MinConfidence);
        var above = record.Parents.ToLookup(p => p.Tag, p => p.Name, StringComparer.Ordinal);
        return new(
            [.. record.Tags.Where(t => t.Confidence >= least).Select(t => new SidecarTag(t.Name, Way(t.Name, above)))],
            record.Facts?.Title?.Value,
            record.Facts?.Rating?.Value ?? (IsGiven(FactField.Rating) ? 0 : null),
            IsGiven(FactField.Title),
            IsGiven(FactField.Rating)
        );

        bool IsGiven(FactField field) => record.Edits.Any(e => e.Fact == field);
    }

    // The way down to a tag: above it the narrowest of its broader names, above that the narrowest of its own.
    private List<string> Way(string tag, ILookup<string, string> known)
    {
        List<string> way = [];
        HashSet<string> seen = [tag];
        for (var at = tag; Narrowest(at) is { } above && seen.Add(above); at = above)
        {
            way.Insert(0, above);
        }

        return way;

        string? Narrowest(string name) =>
            known[name]
                .Concat(_vocabulary.BroaderThan(name))
                // Other names of a broader one are no level of their own.
                .Where(n => _vocabulary.TagOf(n) == n && !seen.Contains(n))
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(n => _vocabulary.BroaderThan(n).Count)
                .ThenBy(n => n, StringComparer.Ordinal)
                .FirstOrDefault();
    }

    private async Task TakeOverAsync(List<(ImageRecord Record, ImageListing Listing)> written)
    {
        for (var round = 0; round < MostRounds && written.Count > 0; round++)
        {
            var writes = written.Select(w => RecordWrite.Replace(Taken(w.Record, w.Listing), w.Record.Token!)).ToArray();
            var results = await index.WriteAsync(writes, CancellationToken.None).ConfigureAwait(false);
            var lost = written.Where((_, i) => results[i].Outcome == WriteOutcome.Conflict).ToArray();
            var now = await index
                .GetManyAsync([.. lost.Select(w => w.Record.Name)], CancellationToken.None)
                .ConfigureAwait(false);
            // Whoever saw another state of the picture knows better.
            written =
            [
                .. lost.Select((w, i) => (Former: w.Record, Record: now[i], w.Listing))
                    .Where(w =>
                        w.Record is { } there
                        && there.Size == w.Former.Size
                        && there.ModifiedAt == w.Former.ModifiedAt
                        && there.Version == w.Former.Version
                    )
                    .Select(w => (w.Record!, w.Listing)),
            ];
        }
    }

    private static ImageRecord Taken(ImageRecord record, ImageListing listing) =>
        record with
        {
            ModifiedAt = listing.ModifiedAt,
            ListedAt = listing.ListedAt > record.ListedAt ? listing.ListedAt : record.ListedAt,
        };

    private static SidecarWriterOptions Checked(SidecarWriterOptions options) =>
        options.MinConfidence is >= 0 and <= 100
            ? options
            : throw new ImageTaggingException("SidecarWriterOptions.MinConfidence must be 0 to 100.")
            {
                Code = ErrorCodes.InvalidOptions,
            };
}
