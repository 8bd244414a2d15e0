namespace ImageTagging.AspNetCore.Correcting;

/// <summary>The pictures to be corrected: named pictures, or all that a query finds, with the number that the person saw.</summary>
internal sealed record CorrectionRequest
{
    public IReadOnlyList<string?>? Ids { get; init; }

    public string? Query { get; init; }

    public long? Expected { get; init; }

    public IReadOnlyList<string?>? Add { get; init; }

    public IReadOnlyList<string?>? Remove { get; init; }

    /// <summary>Stars to give, 1-5; 0 for none, -1 for rejected.</summary>
    public int? Rating { get; init; }

    public bool? Favourite { get; init; }

    /// <summary>The title to give; empty for none.</summary>
    public string? Title { get; init; }

    public string? By { get; init; }

    /// <summary>True if it is a judgement that teaches: what is so already is kept as well.</summary>
    public bool Judgement { get; init; }

    /// <summary>The batch of an earlier answer that these pictures belong to as well; with ids only.</summary>
    public string? Batch { get; init; }
}

internal sealed record CorrectionAnswer(
    string Batch,
    long Changed,
    long Unchanged,
    IReadOnlyList<CorrectionConflict> Conflicts,
    IReadOnlyList<string> Missing
);

internal sealed record CorrectionConflict(string Id, string Message);
