namespace ImageTagging;

/// <summary>The result of a copy, an earlier interrupted part of it included.</summary>
public sealed record CopyReport
{
    /// <summary>Records read.</summary>
    public long Read { get; init; }

    /// <summary>Records written.</summary>
    public long Written { get; init; }

    /// <summary>Records that the target had already, the same.</summary>
    public long Same { get; init; }

    /// <summary>Records that the target has in another state, and which were left so.</summary>
    public long Kept { get; init; }

    /// <summary>Records that the target cannot take.</summary>
    public long Failed { get; init; }

    /// <summary>The first failures, up to 100.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];
}
