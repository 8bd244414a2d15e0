namespace ImageTagging.Tool.Exporting;

/// <summary>A column of texts.</summary>
internal sealed class ParquetTexts(ParquetColumn<ReadOnlyMemory<char>> column)
{
    public void Add(string text, int repetition = 0) => column.Add(text.AsMemory(), repetition);

    /// <summary>A text, or that there is none though what it belongs to is there.</summary>
    public void AddMaybe(string? text, int repetition = 0) =>
        column.Add(text is null ? (ReadOnlyMemory<char>?)null : text.AsMemory(), repetition);

    /// <summary>Says that there is no value here, and how much of the path to it there is.</summary>
    public void Absent(int definition, int repetition) => column.Absent(definition, repetition);

    /// <summary>A list of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="absent">How much of the path there is where the list is empty.</param>
    /// <param name="first">The repetition level of the first.</param>
    /// <param name="next">The repetition level of the others.</param>
    public void AddList(IReadOnlyList<string> texts, int absent, int first, int next)
    {
        if (texts.Count == 0)
        {
            Absent(absent, first);
            return;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            Add(texts[i], i == 0 ? first : next);
        }
    }
}
