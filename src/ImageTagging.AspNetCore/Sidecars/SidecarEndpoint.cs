using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using ImageTagging.Indexing;
using ImageTagging.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Sidecars;

/// <summary>The endpoint that writes XMP files beside the pictures of folders, where the host offers it.</summary>
internal sealed class SidecarEndpoint(WebParts parts) : IDisposable
{
    private const int MostFaults = 20;
    private const int AtOnce = 50;

    // Two at once would only write the same files.
    private readonly Slots _places = new(
        1,
        TimeSpan.FromMinutes(1),
        parts.Time,
        "XMP files are being written already; try again in a moment."
    );

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        if (!parts.Options.WritesSidecars)
        {
            return;
        }

        var endpoint = new SidecarEndpoint(parts);
        parts.DisposeAtEnd(endpoint);
        group
            .MapPost("/api/sidecars", (HttpContext context, CancellationToken _) => endpoint.WriteAsync(context))
            .Reads<SidecarRequest>()
            .Produces<SidecarAnswer>()
            .WithSummary("Writes tags, titles and stars into XMP files beside the pictures; never into a picture.");
    }

    /// <summary>True if somebody may write them here.</summary>
    public static bool IsOffered(WebParts parts, HttpContext context) =>
        parts.Options.WritesSidecars
        && parts.Pipeline.Sources.OfType<FolderImageSource>().Any()
        && parts.Allows(context, WebAction.WriteSidecars);

    public void Dispose() => _places.Dispose();

    private async Task<IResult> WriteAsync(HttpContext context)
    {
        parts.Require(context, WebAction.WriteSidecars);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.SidecarRequest).ConfigureAwait(false);
        if (new[] { asked.Ids is not null, asked.Query is not null, asked.All == true }.Count(given => given) != 1)
        {
            throw WebProblemException.BadRequest("BadJson", "Give 'ids', 'query' or 'all'.");
        }

        var stop = context.RequestAborted;
        await _places.EnterAsync(stop).ConfigureAwait(false);
        try
        {
            return TypedResults.Json(await WriteAsync(asked, stop).ConfigureAwait(false), WebJson.Default.SidecarAnswer);
        }
        finally
        {
            _places.Leave();
            // What was written so far has another time in the index.
            parts.Freshness.Touch();
        }
    }

    private async Task<SidecarAnswer> WriteAsync(SidecarRequest asked, CancellationToken cancellationToken)
    {
        var counts = new long[Enum.GetValues<SidecarOutcomeKind>().Length];
        List<SidecarFault> faults = [];
        foreach (var source in parts.Pipeline.Sources.OfType<FolderImageSource>())
        {
            var writer = new SidecarWriter(parts.Pipeline.Index, source, new() { Vocabulary = parts.Pipeline.Vocabulary });
            await foreach (var query in QueriesAsync(asked, source, cancellationToken).ConfigureAwait(false))
            {
                await foreach (var outcome in writer.WriteAsync(query, cancellationToken).ConfigureAwait(false))
                {
                    counts[(int)outcome.Kind]++;
                    if (outcome.Message is { } message && faults.Count < MostFaults)
                    {
                        faults.Add(new(ImageAddress.Of(outcome.Image), outcome.Image.Key, message));
                    }
                }
            }
        }

        return new(
            counts[(int)SidecarOutcomeKind.Written],
            counts[(int)SidecarOutcomeKind.Unchanged],
            counts[(int)SidecarOutcomeKind.Outdated],
            counts[(int)SidecarOutcomeKind.Failed],
            faults
        );
    }

    // Named pictures in parts, so that no query is long.
    private async IAsyncEnumerable<TagQuery?> QueriesAsync(
        SidecarRequest asked,
        FolderImageSource source,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (asked.Ids is { } ids)
        {
            var keys = CorrectionEndpoints.NamesOf(ids).Where(n => n.Source == source.Name).Select(n => n.Key).Distinct();
            foreach (var some in keys.Chunk(AtOnce))
            {
                yield return TagQueries.Any(some.Select(key => TagQueries.Key(KeyGlob.Escape(key))));
            }
        }
        else if (asked.Query is { } text)
        {
            // The person saw what the forgiving search found, so that is what is meant.
            var found = await parts
                .SearchAsync(new() { Query = TagQueryParser.Parse(text), Size = 0 }, ForgivingOptions.All, cancellationToken)
                .ConfigureAwait(false);
            yield return found.Query;
        }
        else
        {
            yield return null;
        }
    }
}
