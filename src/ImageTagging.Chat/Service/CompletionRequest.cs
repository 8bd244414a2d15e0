using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Service;

/// <summary>Writes the body of a <c>chat/completions</c> request.</summary>
internal static class CompletionRequest
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(
        string model,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        ServiceDialect dialect
    )
    {
        ChatMessage[] all = [.. messages];
        // Base64 takes four bytes for three.
        var pictures = all.Sum(m => m.Contents.OfType<DataContent>().Sum(d => d.Data.Length));
        var buffer = new ArrayBufferWriter<byte>((pictures / 3 * 4) + 16_384);
        using var json = new Utf8JsonWriter(buffer, s_writing);
        json.WriteStartObject();
        json.WriteString("model", options?.ModelId ?? model);
        json.WriteStartArray("messages");
        foreach (var message in all)
        {
            Write(json, message);
        }

        json.WriteEndArray();
        if (options?.MaxOutputTokens is { } most)
        {
            json.WriteNumber(dialect.OutputLimit, most);
        }

        if (options?.Temperature is { } temperature && !dialect.LeavesOut("temperature"))
        {
            json.WriteNumber("temperature", temperature);
        }

        if (
            options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } form
            && !dialect.LeavesOut("response_format")
        )
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", form.SchemaName ?? "answer");
            json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        if (message.Contents is [TextContent only])
        {
            json.WriteString("content", only.Text);
        }
        else
        {
            json.WriteStartArray("content");
            foreach (var part in message.Contents)
            {
                json.WriteStartObject();
                if (part is DataContent picture)
                {
                    json.WriteString("type", "image_url");
                    json.WriteStartObject("image_url");
                    json.WritePropertyName("url");
                    WriteDataUrl(json, picture);
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteString("type", "text");
                    json.WriteString("text", (part as TextContent)?.Text ?? "");
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // In parts: as one text a picture would be three times in memory.
    private static void WriteDataUrl(Utf8JsonWriter json, DataContent picture)
    {
        json.WriteStringValueSegment(Encoding.UTF8.GetBytes($"data:{picture.MediaType};base64,"), isFinalSegment: false);
        // A multiple of three bytes fills its base64 without padding.
        const int Part = 3 * 4_096;
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Part));
        try
        {
            var rest = picture.Data.Span;
            while (!rest.IsEmpty)
            {
                var part = rest[..Math.Min(Part, rest.Length)];
                Base64.EncodeToUtf8(part, encoded, out _, out var written);
                json.WriteStringValueSegment(encoded.AsSpan(0, written), isFinalSegment: false);
                rest = rest[part.Length..];
            }

            json.WriteStringValueSegment(""u8, isFinalSegment: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }
}
