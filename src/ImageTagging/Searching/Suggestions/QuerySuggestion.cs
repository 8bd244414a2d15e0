namespace ImageTagging;

/// <summary>A query that finds something, near one that does not.</summary>
/// <param name="Text">The query in its canonical form.</param>
/// <param name="Query">The query.</param>
/// <param name="Count">How many images it finds, exactly, selections included.</param>
public sealed record QuerySuggestion(string Text, TagQuery Query, long Count)
{
    /// <summary>The query's text.</summary>
    public override string ToString() => Text;
}
