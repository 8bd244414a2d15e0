namespace ImageTagging.Documentation.Tests;

/// <summary>A fenced block: its language, the line it starts at, and what it says.</summary>
public sealed record CodeBlock(Page Page, string Language, int Line, string Text)
{
    public override string ToString() => $"{Page.Name}:{Line}";
}
