using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Answering;

/// <summary>Makes labels of what a model answered. It is text from outside: bounded, checked, and never more than names and numbers.</summary>
internal sealed class AnswerReader
{
    private const int MaxCharacters = 512 * 1024;
    private const int MaxDepth = 8;
    private const int MaxNameLength = 64;
    private const int MaxNameWords = 6;

    private readonly Dictionary<string, string>? _words;
    private readonly double _least;
    private readonly int _most;
    private readonly string _outputOption = $"{nameof(ChatTaggerOptions)}.{nameof(ChatTaggerOptions.MaxOutputTokens)}";

    public AnswerReader(ChatTaggerOptions options)
    {
        (_least, _most) = (options.MinConfidence, options.MaxLabels);
        if (options.Words.Count > 0)
        {
            _words = new(StringComparer.Ordinal);
            foreach (var word in options.Words)
            {
                _words.TryAdd(TagName.Normalize(word), word);
            }
        }
    }

    /// <summary>The labels of an answer: those that are names, over the confidence, the surest first.</summary>
    /// <exception cref="ImageTaggingException">It is refused, cut, too long or no such answer.</exception>
    public List<ImageLabel> Read(ChatResponse answer)
    {
        if (
            answer.FinishReason == ChatFinishReason.ContentFilter
            || answer.Messages.Any(m => m.Contents.Any(c => c is ErrorContent))
        )
        {
            throw ChatFaults.Refused(ErrorCodes.AnswerRefused, "The model will not answer for this picture.", mayHaveCost: true);
        }

        if (answer.FinishReason == ChatFinishReason.Length)
        {
            throw ChatFaults.Refused(
                ErrorCodes.AnswerCut,
                $"The answer was cut at its most tokens: raise {_outputOption}, and have the picture tried again.",
                mayHaveCost: true
            );
        }

        // The lengths first: an answer of many parts is put together only where it is not too long.
        if (answer.Messages.Sum(m => m.Contents.OfType<TextContent>().Sum(t => (long)t.Text.Length)) > MaxCharacters)
        {
            throw ChatFaults.TooLong(MaxCharacters);
        }

        return Labels(Parse(answer.Text));
    }

    /// <summary>The model's name as the service tells it; null where it tells none that can be shown.</summary>
    public static string? ModelOf(ChatResponse answer) =>
        answer.ModelId is { Length: > 0 and <= 256 } name && name.All(c => c is > ' ' and <= '~') ? name : null;

    // Models that are not held to a form put words or a fence around the object.
    private static JsonElement Parse(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        if (start >= 0)
        {
            try
            {
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]), new() { MaxDepth = MaxDepth });
                using var document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Array)
                {
                    return labels.Clone();
                }
            }
            catch (JsonException fault)
            {
                throw ChatFaults.Unreadable("it is no JSON", fault);
            }
        }

        throw ChatFaults.Unreadable(start < 0 ? "it has no JSON object" : "its object has no list of labels", null);
    }

    private List<ImageLabel> Labels(JsonElement list)
    {
        var found = new Dictionary<string, ImageLabel>(StringComparer.Ordinal);
        var entries = list.EnumerateArray().Select(Entry).OfType<(string Name, double Confidence)>().ToList();
        // 0.97 for 97: a model that was not held to whole numbers.
        var scale = entries.Exists(e => e.Confidence is > 0 and < 1) && entries.TrueForAll(e => e.Confidence <= 1) ? 100 : 1;
        foreach (var (name, told) in entries)
        {
            var confidence = Math.Clamp(told * scale, 0, 100);
            if (confidence >= _least && NameOf(name) is { } known)
            {
                var key = TagName.Normalize(known);
                if (!found.TryGetValue(key, out var other) || other.Confidence < confidence)
                {
                    found[key] = new() { Name = known, Confidence = confidence };
                }
            }
        }

        return [.. found.Values.OrderByDescending(l => l.Confidence).ThenBy(l => l.Name, StringComparer.Ordinal).Take(_most)];
    }

    private static (string Name, double Confidence)? Entry(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("name", out var name)
        && name.ValueKind == JsonValueKind.String
        && entry.TryGetProperty("confidence", out var confidence)
        && confidence.ValueKind == JsonValueKind.Number
        && confidence.TryGetDouble(out var number)
        && double.IsFinite(number)
            ? (name.GetString()!, number)
            : null;

    // A name that is none is left out, and not mended: a sentence, an address or code in its place was put there by somebody.
    private string? NameOf(string name)
    {
        var trimmed = name.Trim();
        return _words is not null
            ? trimmed.Length <= TagName.MaxLength && _words.TryGetValue(TagName.Normalize(trimmed), out var word)
                ? word
                : null
            : trimmed.Length is > 0 and <= MaxNameLength
            && trimmed.Count(c => c == ' ') < MaxNameWords
            && trimmed.EnumerateRunes().All(IsOfNames)
            && trimmed.EnumerateRunes().Any(Rune.IsLetterOrDigit)
                ? trimmed
                : null;
    }

    private static bool IsOfNames(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is ' ' or '-' or '\'' or '’' or '&' or '.'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
