namespace ImageTagging.Rekognition;

/// <summary>A label with what the service knows of it.</summary>
public sealed record RekognitionLabel
{
    /// <summary>The label's name.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>How sure the service is, 0–100.</summary>
    public double Confidence { get; init; }

    /// <summary>Where it was seen, for common objects.</summary>
    public IReadOnlyList<LabelInstance> Instances
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>All broader labels.</summary>
    public IReadOnlyList<LabelName> Parents
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Other names of the same thing.</summary>
    public IReadOnlyList<LabelName> Aliases
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The categories that it belongs to.</summary>
    public IReadOnlyList<LabelName> Categories
    {
        get;
        init => field = value ?? [];
    } = [];
}
