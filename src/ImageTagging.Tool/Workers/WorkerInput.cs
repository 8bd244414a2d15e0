using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ImageTagging.Tool.Workers;

/// <summary>The listings that a worker is told of: given line by line, or listed by the worker itself for a range of keys.</summary>
internal sealed class WorkerInput(Stream stream, IImageSource source, ImageScope scope, JsonLines output, TimeProvider time)
{
    // Of two members of one name either may be meant.
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    private long _badLines;
    private long _gaps;

    /// <summary>Lines that told nothing.</summary>
    public long BadLines => Interlocked.Read(ref _badLines);

    /// <summary>Parts of ranges that could not be listed.</summary>
    public long Gaps => Interlocked.Read(ref _gaps);

    /// <summary>The listings; what is wrong with a line is written as its outcome.</summary>
    public async IAsyncEnumerable<ImageListing> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (number, line) in InputLines.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            switch (Parse(number, line))
            {
                case ({ } entry, _):
                    if (Passed(entry) is { } listing)
                    {
                        yield return listing;
                    }

                    break;
                case (_, { } range):
                    await foreach (var listed in ListAsync(range, cancellationToken).ConfigureAwait(false))
                    {
                        yield return listed;
                    }

                    break;
            }
        }
    }

    private async IAsyncEnumerable<ImageListing> ListAsync(
        KeyRange asked,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listed = 0L;
        var within = source.Scope.Intersect(scope).Intersect(new ImageScope { Range = asked });
        if (!within.Range.IsEmpty)
        {
            await foreach (var entry in source.ListAsync(within.Range, cancellationToken).ConfigureAwait(false))
            {
                if (Passed(entry) is { } listing && within.Contains(listing.Key))
                {
                    listed++;
                    yield return listing;
                }
            }
        }

        output.Write("range", (asked, listed), static (w, r) => OutcomeJson.Write(w, r.asked, r.listed));
    }

    // A gap is told, whoever found it.
    private ImageListing? Passed(SourceEntry entry)
    {
        if (entry is ListingGap gap)
        {
            Interlocked.Increment(ref _gaps);
            output.Write("gap", gap, static (w, g) => OutcomeJson.Write(w, g));
        }

        return entry as ImageListing;
    }

    private (SourceEntry? Entry, KeyRange? Range) Parse(long number, byte[]? line)
    {
        try
        {
            if (line is null)
            {
                throw new FormatException($"The line has more than {InputLines.MaxBytes} bytes.");
            }

            using var parsed = JsonDocument.Parse(line, s_options);
            var root = parsed.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("The line is no JSON object.");
            }

            return ListingJson.TypeOf(root) switch
            {
                "range" => (null, ListingJson.ReadRange(root)),
                "gap" => (ListingJson.ReadGap(root), null),
                _ => (ListingJson.Read(root, source.Name, time.GetUtcNow()), null),
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            Interlocked.Increment(ref _badLines);
            output.Write(
                "outcome",
                (source.Name, number, fault),
                static (w, f) => OutcomeJson.WriteBadLine(w, f.Name, f.number, f.fault)
            );
            output.Flush();
            return default;
        }
    }
}
