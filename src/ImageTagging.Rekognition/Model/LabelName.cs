namespace ImageTagging.Rekognition;

/// <summary>A name in a list of names: a parent, an alias, a category.</summary>
public sealed record LabelName
{
    /// <summary>The name.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";
}
