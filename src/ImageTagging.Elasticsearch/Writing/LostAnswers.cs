using System.Text.Json;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>
/// Decides conflicts of writes that were sent twice because the first answer was lost: where exactly this record is stored,
/// the first attempt was carried out.
/// </summary>
internal sealed class LostAnswers(RecordFetch fetch, VectorFields vectors)
{
    public async Task ResolveAsync(BulkBatch batch, IReadOnlyList<BulkItem> unsure, CancellationToken cancellationToken)
    {
        if (unsure.Count == 0)
        {
            return;
        }

        var stored = await fetch
            .GetManyAsync([.. unsure.Select(i => i.Write.Name)], isPrompt: false, cancellationToken)
            .ConfigureAwait(false);
        using var buffer = new PooledBuffer();
        for (var i = 0; i < unsure.Count; i++)
        {
            var (item, there) = (unsure[i], stored[i]);
            var isDone = item.Write.Record is null
                ? there is null
                : there is not null && Write(buffer, there).SequenceEqual(batch.Document(item));
            item.Complete(isDone ? WriteResult.Written(there?.Token) : WriteResult.Conflict());
        }
    }

    private ReadOnlySpan<byte> Write(PooledBuffer buffer, ImageRecord record)
    {
        buffer.Clear();
        using var writer = new Utf8JsonWriter(buffer, RecordJson.WriterOptions);
        DocumentWriter.Write(writer, record, record.Name.Id.ToString(), vectors.Form);
        return buffer.Span;
    }
}
