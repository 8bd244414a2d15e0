using System.Globalization;
using System.IO.Compression;
using System.Text;
using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.OpenApi;
using ImageTagging.Imaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ImageTagging.AspNetCore.Downloads;

/// <summary>Pictures as one ZIP file, written as it is read: nothing of it is held.</summary>
internal sealed class DownloadEndpoints(WebParts parts) : IDisposable
{
    private const int MostPictures = 10_000;
    private const int Page = 100;
    private const int AtOnce = 4;
    private static readonly DateTimeOffset s_earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_latest = new(2107, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DownloadTickets _tickets = new(parts.Time);
    private readonly Slots _places = new(
        AtOnce,
        TimeSpan.FromSeconds(30),
        parts.Time,
        "Too many download at once; try again in a moment."
    );

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        var endpoints = new DownloadEndpoints(parts);
        parts.DisposeAtEnd(endpoints);
        group
            .MapPost("/api/downloads", (HttpContext context, CancellationToken _) => endpoints.PrepareAsync(context))
            .Reads<DownloadRequest>()
            .Produces<DownloadAnswer>()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .WithSummary("Prepares pictures as one ZIP file; the answer says where it can be fetched for ten minutes.");
        group
            .MapGet("/api/downloads/{ticket}", (string ticket, HttpContext context) => endpoints.WriteAsync(context, ticket))
            .Produces(StatusCodes.Status200OK, contentType: "application/zip")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("The pictures that were prepared.");
    }

    public void Dispose() => _places.Dispose();

    private async Task<IResult> PrepareAsync(HttpContext context)
    {
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.DownloadRequest).ConfigureAwait(false);
        if (asked.Ids is null == asked.Query is null)
        {
            throw WebProblemException.BadRequest("BadJson", "Give either 'ids' or 'query'.");
        }

        var stop = context.RequestAborted;
        List<ImageName> names = [];
        var bytes = 0L;
        var records = asked.Ids is { } ids ? NamedAsync(ids, stop) : FoundAsync(asked.Query!, stop);
        await foreach (var record in records.ConfigureAwait(false))
        {
            names.Add(record.Name);
            bytes += record.Size;
            if (names.Count > MostPictures || bytes > parts.Options.MaxDownloadBytes)
            {
                throw new WebProblemException(
                    new(
                        413,
                        "TooMuch",
                        "That is too much for one file.",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"A download has at most {MostPictures:N0} pictures and {parts.Options.MaxDownloadBytes / 1024d / 1024 / 1024:0.##} GiB; select fewer."
                        )
                    )
                );
            }
        }

        return names.Count == 0
            ? throw WebProblemException.NotFound("NoSuchPicture", "None of these pictures is there.")
            : TypedResults.Json(
                new DownloadAnswer("api/downloads/" + _tickets.Add([.. names]), names.Count, bytes),
                WebJson.Default.DownloadAnswer
            );
    }

    private async IAsyncEnumerable<ImageRecord> NamedAsync(
        IReadOnlyList<string?> ids,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var page in CorrectionEndpoints.NamesOf(ids).Distinct().Chunk(Page))
        {
            foreach (var record in await parts.Index.GetManyAsync(page, cancellationToken).ConfigureAwait(false))
            {
                if (record is { Status: not ImageStatus.Gone })
                {
                    yield return record;
                }
            }
        }
    }

    private async IAsyncEnumerable<ImageRecord> FoundAsync(
        string query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // The person saw what the forgiving search found, so that is what is meant.
        var found = await parts
            .SearchAsync(new() { Query = TagQueryParser.Parse(query), Size = 0 }, ForgivingOptions.All, cancellationToken)
            .ConfigureAwait(false);
        if (found.Results.Total == 0)
        {
            yield break;
        }

        await foreach (
            var record in parts.Index.ReadAllAsync(found.Query, cancellationToken: cancellationToken).ConfigureAwait(false)
        )
        {
            yield return record;
        }
    }

    private async Task WriteAsync(HttpContext context, string ticket)
    {
        var names =
            _tickets.Find(ticket)
            ?? throw WebProblemException.NotFound("NoSuchDownload", "This download is no longer prepared; ask for it again.");
        var stop = context.RequestAborted;
        await _places.EnterAsync(stop).ConfigureAwait(false);
        try
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = SecurityHeaders.PicturePolicy;
            headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "pictures.zip" }.ToString();
            context.Response.ContentType = "application/zip";
            using var body = new ArchiveStream(context.Response.Body);
            var zip = await ZipArchive
                .CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, stop)
                .ConfigureAwait(false);
            await using (zip.ConfigureAwait(false))
            {
                await PackAsync(zip, names, stop).ConfigureAwait(false);
            }

            await body.FlushAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _places.Leave();
        }
    }

    private async Task PackAsync(ZipArchive zip, ImageName[] names, CancellationToken cancellationToken)
    {
        var entries = new EntryNames();
        List<string> missing = [];
        foreach (var page in names.Chunk(Page))
        {
            foreach (
                var (record, name) in (await parts.Index.GetManyAsync(page, cancellationToken).ConfigureAwait(false)).Zip(page)
            )
            {
                if (record is null || !await TryAddAsync(zip, record, entries, cancellationToken).ConfigureAwait(false))
                {
                    missing.Add(name.Key);
                }
            }
        }

        if (missing.Count > 0)
        {
            // Said where whoever unpacks it sees it: the answer has long begun.
            var entry = zip.CreateEntry(entries.Of("NOT IN HERE.txt"));
            var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var text = "These could not be read, or are no pictures:\r\n" + string.Join("\r\n", missing) + "\r\n";
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Only pictures leave, as everywhere: an index that others write could name any file.
    private async Task<bool> TryAddAsync(
        ZipArchive zip,
        ImageRecord record,
        EntryNames entries,
        CancellationToken cancellationToken
    )
    {
        Stream content;
        var start = new byte[ImageType.BytesNeeded];
        int read;
        try
        {
            (_, content) = await parts.Pictures.OpenAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ImageTaggingException or WebProblemException or IOException)
        {
            return false;
        }

        await using (content.ConfigureAwait(false))
        {
            try
            {
                read = await content
                    .ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is ImageTaggingException or IOException)
            {
                return false;
            }

            if (ImageType.Sniff(start.AsSpan(0, read)) is null)
            {
                return false;
            }

            // Pictures are packed already.
            var entry = zip.CreateEntry(entries.Of(record.Key), CompressionLevel.NoCompression);
            var time = record.ModifiedAt.UtcDateTime;
            entry.LastWriteTime =
                time < s_earliest.UtcDateTime ? s_earliest
                : time > s_latest.UtcDateTime ? s_latest
                : record.ModifiedAt;
            var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(start.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                await content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }

        return true;
    }
}
