namespace ImageTagging.Elasticsearch.Writing;

/// <summary>One write of a bulk request: where its lines stand, and whose it is.</summary>
internal sealed class BulkItem(WriteCall call, int slot, RecordWrite write, string id, int start, int document, int end)
{
    public RecordWrite Write => write;

    /// <summary>The document's id.</summary>
    public string Id => id;

    public WriteCall Call => call;

    /// <summary>Where its lines start in the batch.</summary>
    public int Start => start;

    /// <summary>Where its document starts; the end for a delete.</summary>
    public int Document => document;

    public int End => end;

    /// <summary>True if an answer was lost, so that it may have been carried out already.</summary>
    public bool MayBeDone { get; set; }

    public void Complete(WriteResult result) => call.Complete(slot, result);
}
