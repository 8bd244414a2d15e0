namespace ImageTagging;

/// <summary>The outcome of one named picture.</summary>
public enum ImageOutcomeKind
{
    /// <summary>Its labels are in the index, called for or reused now.</summary>
    Tagged,

    /// <summary>The index had it already; nothing was called or written.</summary>
    Unchanged,

    /// <summary>A tagger failed on it; the record says when it is due again.</summary>
    Failed,

    /// <summary>It failed before and is not due yet, or is on the poison list; nothing was called.</summary>
    Waiting,

    /// <summary>It cannot be tagged as it is, such as an archived object, or lies outside the source's scope; nothing was called or marked.</summary>
    Skipped,

    /// <summary>The budget, a cancellation or a fault of the whole run came first.</summary>
    Left,

    /// <summary>The source does not have it; its record, if there was one, is marked gone.</summary>
    Gone,
}
