namespace ImageTagging;

/// <summary>Kinds of failure; each has its own policy in a run.</summary>
public enum FailureKind
{
    /// <summary>Every image would meet it (credentials, bucket, region, index): the run stops at once with a sentence that says what to do.</summary>
    SetUp,

    /// <summary>The service wants fewer calls: the rate is lowered and the call is made again. Costs nothing.</summary>
    Throttled,

    /// <summary>May work later: tried again at once a few times, then when due.</summary>
    Transient,

    /// <summary>This picture cannot be tagged as it is: not tried again until it changes or someone asks.</summary>
    Refused,

    /// <summary>The picture went away or changed between listing and reading: the next run sees its new state.</summary>
    Gone,

    /// <summary>The object is archived and must be restored first: found out before any paid call.</summary>
    NeedsRestore,
}
