using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Holds what searches read of a document (tags, bands, categories, status …) against the record that the document keeps.</summary>
internal sealed class DocumentCheck(SearchClient client, string index, Flavour flavour, VectorFields vectors, ILogger logger)
{
    private const int PageSize = 500;

    /// <summary>Yields each document that is not what its record would be written as; with it the record, null where it cannot be read.</summary>
    public async IAsyncEnumerable<(ImageRecord? Record, IndexFault Fault)> CheckAsync(
        IProgress<long>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pit = new PointInTime(client, index, flavour, logger);
        await using var closing = pit.ConfigureAwait(false);
        ImageName? after = null;
        long read = 0;
        while (true)
        {
            var behind = after;
            using var answer = await pit.SearchAsync(
                    id => KeyPages.Whole(id, static _ => { }, behind, PageSize),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var (all, found) = SearchClient.Read(answer, CheckPage);
            foreach (var fault in found)
            {
                yield return fault;
            }

            progress?.Report(read += all.Count);
            if (all.Count < PageSize)
            {
                yield break;
            }

            after = all[^1] == behind ? throw SearchFault.Unreadable(cause: null) : all[^1];
        }
    }

    private (List<ImageName> All, List<(ImageRecord? Record, IndexFault Fault)> Found) CheckPage(JsonElement root)
    {
        var (all, faults) = (new List<ImageName>(PageSize), new List<(ImageRecord?, IndexFault)>());
        foreach (var hit in root.GetProperty("hits").GetProperty("hits").EnumerateArray())
        {
            var place = hit.GetProperty("sort");
            var name = new ImageName(place[0].GetString() ?? "", place[1].GetString() ?? "");
            all.Add(name);
            if (Check(hit, name) is { } found)
            {
                faults.Add(found);
            }
        }

        return (all, faults);
    }

    private (ImageRecord? Record, IndexFault Fault)? Check(JsonElement hit, ImageName name)
    {
        var document = hit.GetProperty("_source");
        ImageRecord record;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(document.GetRawText()));
            reader.Read();
            var token = RecordToken.Of(
                hit.GetProperty("_seq_no").GetInt64(),
                hit.GetProperty("_primary_term").GetInt64(),
                hit.GetProperty("_id").GetString(),
                hit.GetProperty("_index").GetString()!
            );
            record = DocumentReader.Read(ref reader, token);
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            return (null, new(name, ErrorCodes.Unreadable, "The document cannot be read: " + fault.Message, IsRepaired: false));
        }

        var id = record.Name.Id.ToString();
        if (hit.GetProperty("_id").GetString() != id)
        {
            return (null, new(name, "Identity", "The document is kept under another picture's id.", IsRepaired: false));
        }

        using var bytes = new PooledBuffer();
        using var writer = new Utf8JsonWriter(bytes, RecordJson.WriterOptions);
        DocumentWriter.Write(writer, record, id, vectors.Form);
        using var expected = JsonDocument.Parse(bytes.Memory, new() { MaxDepth = 128 });
        var wrong = Differences(document, expected.RootElement);
        return wrong.Length == 0
            ? null
            : (record, new(name, "Document", $"What searches read is not what the record says: {wrong}.", IsRepaired: false));
    }

    private static string Differences(JsonElement document, JsonElement expected)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in expected.EnumerateObject())
        {
            if (!document.TryGetProperty(member.Name, out var there) || !JsonElement.DeepEquals(there, member.Value))
            {
                names.Add(member.Name);
            }
        }

        foreach (var member in document.EnumerateObject())
        {
            if (!expected.TryGetProperty(member.Name, out _))
            {
                names.Add(member.Name);
            }
        }

        return string.Join(", ", names.Take(10));
    }
}
