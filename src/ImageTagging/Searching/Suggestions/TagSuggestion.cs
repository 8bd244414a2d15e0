namespace ImageTagging;

/// <summary>A name that completes, or corrects, what a person has typed so far.</summary>
public sealed record TagSuggestion
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The name in the language that was asked for; null where none was asked for, or it has none in it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The kind of name; a tag where it is several things.</summary>
    public required SuggestionKind Kind { get; init; }

    /// <summary>How many images have the tag; for an alias or parent, at least so many are found by it.</summary>
    public required long Count { get; init; }

    /// <summary>Letters that differ from what was typed: 0 for a completion, 1 or 2 for a typing error.</summary>
    public required int Distance { get; init; }

    /// <summary>The whole text with the name in place of the word that was being typed, in quotes where it needs them.</summary>
    public required string Text { get; init; }
}
