namespace ImageTagging.Tool.Importing;

/// <summary>The content of one line: tags of a picture, or why the line says nothing.</summary>
internal sealed record ImportLine(long Number)
{
    /// <summary>How long the line is.</summary>
    public int Bytes { get; init; }

    public string Image { get; init; } = "";

    /// <summary>The source, where the line tells it; <see cref="Image"/> is then the key.</summary>
    public string? Source { get; init; }

    public IReadOnlyList<ImageLabel> Tags { get; init; } = [];

    public string? By { get; init; }

    /// <summary>The fault of the line; null where nothing is.</summary>
    public string? Fault { get; init; }
}
