namespace ImageTagging.Planning;

/// <summary>The planner's decision on one key.</summary>
internal enum Change
{
    /// <summary>Listed and not in the index.</summary>
    New,

    /// <summary>Listed with another state than the index has, or listed again after it was gone.</summary>
    Changed,

    /// <summary>A tagger or the vocabulary changed since the record was written.</summary>
    Stale,

    /// <summary>Failed before and due again.</summary>
    Due,

    /// <summary>Failed before and not due yet.</summary>
    Waiting,

    /// <summary>As the index has it.</summary>
    Unchanged,
}
