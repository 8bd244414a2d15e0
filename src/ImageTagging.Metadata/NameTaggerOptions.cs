namespace ImageTagging.Metadata;

/// <summary>Which words of folder and file names become labels, and how sure they count.</summary>
public sealed record NameTaggerOptions
{
    /// <summary>The tagger's name: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is <c>names</c>.</value>
    public string Name { get; set; } = "names";

    /// <summary>The confidence of a word in percent, 0–99: a name is about a picture, but less surely than a keyword that somebody wrote into it.</summary>
    /// <value>The default is 60.</value>
    public double Confidence { get; set; } = 60;

    /// <summary>The most labels of a picture, 1–100: the file's own words first, then those of the nearest folder.</summary>
    /// <value>The default is 20.</value>
    public int MaxLabels { get; set; } = 20;

    /// <summary>Words that give nothing, beside those that the library knows (camera's prefixes, months, stop words).</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Ignore { get; set; } = [];
}
