namespace ImageTagging.Tool.Setup;

/// <summary>The settings of a vision model: its questions, address and prices.</summary>
internal sealed record ChatSettings
{
    /// <summary>Where Ollama listens where nothing else is said.</summary>
    public const string DefaultUrl = "http://localhost:11434/v1";

    /// <summary>The environment's variable with the key: a command line is for everybody to read.</summary>
    public const string KeyVariable = "IMAGETAG_CHAT_KEY";

    public string Url { get; init; } = DefaultUrl;

    public string? Key { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public string? Instructions { get; init; }

    /// <summary>US dollars for a million tokens, of question and of answer.</summary>
    public TokenPrice Price { get; init; }

    public int? ImageTokens { get; init; }

    public int? OutputTokens { get; init; }
}
