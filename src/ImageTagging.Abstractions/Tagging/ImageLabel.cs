namespace ImageTagging;

/// <summary>A label as a tagger said it: a fact. What people search are tags, projected from labels.</summary>
public sealed record ImageLabel
{
    /// <summary>The label's name in the tagger's own spelling.</summary>
    public required string Name { get; init; }

    /// <summary>How sure the tagger is, 0–100.</summary>
    public required double Confidence { get; init; }

    /// <summary>Broader labels, such as Vehicle for Car.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>Other names of the same thing, such as Automobile for Car.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Groups the tagger sorts its labels into.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Where it was seen; empty where the tagger does not say.</summary>
    public IReadOnlyList<BoundingBox> Boxes { get; init; } = [];

    /// <summary>The share of the picture that it covers, 0–1; null where the tagger does not say.</summary>
    public double? Area { get; init; }

    /// <summary>Of a tagger that asks several models, those that it comes from, the one that says most of it first.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}
