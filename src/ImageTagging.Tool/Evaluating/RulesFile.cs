using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Evaluating;

/// <summary>A vocabulary file that the tool adds to: what stands in it stays.</summary>
internal static class RulesFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The reason why a file is not written over: it is there and no vocabulary; null where it may be.</summary>
    public static string? WhyNot(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return null;
        }

        try
        {
            Vocabulary.Load(file);
            return null;
        }
        catch (ImageTaggingException)
        {
            return $"'{file}' is there and is no vocabulary; --write-vocabulary would overwrite it: name another file.";
        }
    }

    /// <summary>Reads the rules of a file; none where no file is given.</summary>
    public static async Task<JsonObject> ReadAsync(string? file, CancellationToken cancellationToken) =>
        file is null
            ? []
            : JsonNode
                .Parse(
                    await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false),
                    documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
                )!
                .AsObject();

    /// <summary>Takes what stands under any spelling of a tag out of rules by tag; null where nothing does.</summary>
    public static JsonNode? Take(JsonObject byTag, string tag)
    {
        JsonNode? taken = null;
        foreach (var same in byTag.Select(c => c.Key).Where(k => TagName.Normalize(k) == tag).ToArray())
        {
            taken ??= byTag[same];
            byTag.Remove(same);
        }

        return taken;
    }

    /// <summary>Writes rules, whole.</summary>
    public static async Task WriteAsync(string file, JsonObject rules, CancellationToken cancellationToken)
    {
        var text = rules.ToJsonString(s_json) + "\n";
        // What we write must be read again.
        Vocabulary.Parse(text, file);
        await WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
    }
}
