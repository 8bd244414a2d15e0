namespace ImageTagging.Tool.Advising;

/// <summary>A request for advice: the pictures to be tagged, and the taggers.</summary>
internal sealed record AdviceRequest
{
    public required long Images { get; init; }

    public double TagsPerImage { get; init; } = 10;

    /// <summary>Calls a second that the service allows; null for a local model.</summary>
    public double? Quota { get; init; }

    /// <summary>US dollars a call.</summary>
    public decimal Price { get; init; }

    /// <summary>Machines that tag.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Cores of each.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Data nodes of the search server.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Copies of each shard; null for one where there is a second node.</summary>
    public int? Replicas { get; init; }
}
