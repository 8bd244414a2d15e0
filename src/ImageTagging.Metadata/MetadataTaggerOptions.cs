namespace ImageTagging.Metadata;

/// <summary>Which of the keywords that pictures carry become labels.</summary>
public sealed record MetadataTaggerOptions
{
    /// <summary>The tagger's name: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is <c>metadata</c>.</value>
    public string Name { get; set; } = "metadata";

    /// <summary>The most labels of a picture, 1–1,000, in the order in which they stand there.</summary>
    /// <value>The default is 200.</value>
    public int MaxLabels { get; set; } = 200;

    /// <summary>True if a keyword's place in a hierarchy (<c>Animals|Mammals|Cat</c>) becomes its parents.</summary>
    /// <value>The default is true.</value>
    public bool Hierarchies { get; set; } = true;

    /// <summary>How long reading one picture's metadata may take before it is given up; 10 ms to an hour.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
