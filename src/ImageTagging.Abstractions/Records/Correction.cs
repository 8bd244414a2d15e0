namespace ImageTagging;

/// <summary>A person's word on one tag, or on one fact, of one image. The latest correction of a tag or a fact counts.</summary>
public sealed record Correction
{
    /// <summary>The tag, in its normal form; null where a fact is corrected.</summary>
    public string? Tag { get; init; }

    /// <summary>The fact: stars, favourite or title; null where a tag is corrected.</summary>
    public FactField? Fact { get; init; }

    /// <summary>The title, or the stars (1–5, −1 for rejected) in digits; null where there is nothing more to say.</summary>
    public string? Value { get; init; }

    /// <summary>True if the person added the tag or gave the fact (else removed it).</summary>
    public required bool IsAdded { get; init; }

    /// <summary>Who, as the host names its users.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id that all corrections made in one go share; undo takes it.</summary>
    public required string Batch { get; init; }

    /// <summary>True if it was made for an earlier content of the image.</summary>
    public bool IsForEarlierVersion { get; init; }

    /// <summary>The correction of the same tag or fact that this one took the place of, for undo; null where there was none.</summary>
    public Correction? Replaced { get; init; }
}
