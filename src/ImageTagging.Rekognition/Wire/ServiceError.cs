using System.Text;
using System.Text.Json;

namespace ImageTagging.Rekognition.Wire;

/// <summary>An error answer. Code and message are null where it says none, as a proxy's HTML does not.</summary>
internal readonly record struct ServiceError(string? Code, string? Message)
{
    private const int MaxMessage = 500;

    public static ServiceError Read(ReadOnlySpan<byte> body, string? errorTypeHeader)
    {
        string? type = null,
            code = null,
            message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.String)
                    {
                        reader.Skip();
                        continue;
                    }

                    switch (name)
                    {
                        case "__type":
                            type = reader.GetString();
                            break;
                        case "Code" or "code":
                            code = reader.GetString();
                            break;
                        case "Message" or "message":
                            message = reader.GetString();
                            break;
                    }
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, or cut short: what was read so far is what there is.
        }

        return new(Bare(type) ?? Bare(errorTypeHeader) ?? Bare(code), Clean(message));
    }

    /// <summary>The same of what another client read.</summary>
    public static ServiceError Of(string? code, string? message) => new(Bare(code), Clean(message));

    // com.amazonaws.rekognition#Code, Code:http://internal…, or the code alone.
    private static string? Bare(string? code)
    {
        if (code is null)
        {
            return null;
        }

        code = code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var end = code.AsSpan().IndexOf(':');
        code = (end < 0 ? code : code[..end]).Trim();
        return code.Length is > 0 and <= 100 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? code
            : null;
    }

    // Goes into messages and logs, which are one line and hold no control characters.
    private static string? Clean(string? message)
    {
        if (string.IsNullOrWhiteSpace(message))
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var rune in message.EnumerateRunes())
        {
            if (text.Length >= MaxMessage)
            {
                break;
            }

            text.Append(
                Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
                    ? " "
                    : rune.ToString()
            );
        }

        return text.ToString().Trim();
    }
}
