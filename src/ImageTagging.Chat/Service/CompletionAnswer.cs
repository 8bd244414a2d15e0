using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Chat.Service;

/// <summary>The answer of <c>chat/completions</c>, as far as it is read.</summary>
internal sealed record CompletionAnswer
{
    public string? Model { get; init; }

    public IReadOnlyList<Choice?>? Choices { get; init; }

    public Tokens? Usage { get; init; }

    /// <summary>An object with what went wrong, or some services' plain text.</summary>
    public JsonElement Error { get; init; }

    internal sealed record Choice
    {
        public Said? Message { get; init; }

        public string? FinishReason { get; init; }
    }

    internal sealed record Said
    {
        public string? Content { get; init; }

        public string? Refusal { get; init; }
    }

    internal sealed record Tokens
    {
        public long? PromptTokens { get; init; }

        public long? CompletionTokens { get; init; }
    }
}

/// <summary>The form of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompletionAnswer))]
internal sealed partial class CompletionJson : JsonSerializerContext;
