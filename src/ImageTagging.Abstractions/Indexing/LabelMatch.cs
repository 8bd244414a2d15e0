namespace ImageTagging;

/// <summary>A record that holds, or held, a content with a tagger's answer.</summary>
public sealed record LabelMatch
{
    /// <summary>The content id that agrees.</summary>
    public required ContentId Content { get; init; }

    /// <summary>The record's image.</summary>
    public required ImageName Image { get; init; }

    /// <summary>The tagger's answer for this content.</summary>
    public required TaggerState State { get; init; }

    /// <summary>People's corrections of this content.</summary>
    public required IReadOnlyList<Correction> Edits { get; init; }

    /// <summary>The picture's width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>The picture's height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The perceptual hash, by which copies are found; null where no tagger told it.</summary>
    public PerceptualHash? Look { get; init; }

    /// <summary>The picture's media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>True if the record held the content before its present one.</summary>
    public bool IsPrevious { get; init; }

    /// <summary>True if the record is marked gone.</summary>
    public bool IsGone { get; init; }
}
