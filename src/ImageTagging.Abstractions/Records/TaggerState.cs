namespace ImageTagging;

/// <summary>One tagger's answer for one image so far, and its last failure.</summary>
public sealed record TaggerState
{
    /// <summary>The tagger's name.</summary>
    public required string Name { get; init; }

    /// <summary>The question that the labels answer; null where no answer came yet.</summary>
    public TaggerFingerprint? Fingerprint { get; init; }

    /// <summary>The narrower question that counts at present: tags are projected from what it would have been answered. Null where all labels count.</summary>
    /// <remarks>Labels are facts, so the wider answer stays: whoever widens the question again pays nothing.</remarks>
    public TaggerFingerprint? Selected { get; init; }

    /// <summary>The labels that count: those that the narrower question (<see cref="Selected"/>) would have been answered with, else all.</summary>
    public IReadOnlyList<ImageLabel> SelectedLabels => Selected is { } narrower ? narrower.Select(Labels) : Labels;

    /// <summary>The version of the model that answered; provenance.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The labels as answered; empty where no answer came yet.</summary>
    public IReadOnlyList<ImageLabel> Labels { get; init; } = [];

    /// <summary>Where the model puts the picture; null where it did not say.</summary>
    public Embedding? Embedding { get; init; }

    /// <summary>When, where and with what the picture was taken, as the tagger read it; null where it does not say.</summary>
    public PhotoFacts? Facts { get; init; }

    /// <summary>The parts of the picture that could not be read though labels were answered, as one sentence (<see cref="TaggerResult.Warning"/>); null where all was read.</summary>
    public string? Warning { get; init; }

    /// <summary>When the labels were answered; null where no answer came yet.</summary>
    public DateTimeOffset? TaggedAt { get; init; }

    /// <summary>True if the answer held as many labels as it was limited to, so that more may have been cut.</summary>
    public bool IsCut => Fingerprint is { MaxLabels: > 0 } asked && Labels.Count >= asked.MaxLabels;

    /// <summary>True if tags of this tagger count as authored (confidence 100).</summary>
    public bool IsAuthored { get; init; }

    /// <summary>True if the labels may serve other records with the same content.</summary>
    /// <value>The default is true; see <see cref="TaggerResult.IsListedContent"/>.</value>
    public bool IsListedContent { get; init; } = true;

    /// <summary>The picture that the tagger was called for, of which this one is a near duplicate; null where the answer is this picture's own, or one of the same content.</summary>
    /// <remarks>A borrowed answer has labels without boxes, and no embedding and facts: those would be another picture's.</remarks>
    public ImageName? BorrowedFrom { get; init; }

    /// <summary>The condition under which the tagger was not called, as a query's text: the query did not find the picture. Null where it was called, or is to be.</summary>
    public string? PassedOver { get; init; }

    /// <summary>The last attempt's failure; null where it succeeded. With labels beside it, they are stale.</summary>
    public TaggerFailure? Failure { get; init; }

    /// <summary>True if an answer is there.</summary>
    public bool HasAnswer => Fingerprint is not null;
}
