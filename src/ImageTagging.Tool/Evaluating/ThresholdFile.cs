using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageTagging.Evaluation;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Evaluating;

/// <summary>The best threshold of each tag as a vocabulary file: the rules of a given one, with these as its lowest confidences.</summary>
internal static class ThresholdFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Why a file is not written: it is the truth itself, or something else that is no vocabulary.</summary>
    public static string? WhyNot(string file, string truth)
    {
        if (WholeFile.IsSame(file, truth))
        {
            return $"--write-vocabulary names the truth itself, '{truth}'; name another file.";
        }

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

    /// <returns>How many tags have a threshold.</returns>
    public static async Task<int> WriteAsync(
        string file,
        string? given,
        EvaluationReport report,
        CancellationToken cancellationToken
    )
    {
        var rules = given is null
            ? []
            : JsonNode
                .Parse(
                    await File.ReadAllTextAsync(given, cancellationToken).ConfigureAwait(false),
                    documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
                )!
                .AsObject();
        var confidences = rules["confidence"]?.DeepClone().AsObject() ?? [];
        var count = 0;
        foreach (var score in report.Tags.OrderBy(s => s.Tag, StringComparer.Ordinal))
        {
            if (score.BestThreshold is { } threshold)
            {
                // A spelling of the given file is the same tag.
                foreach (var same in confidences.Select(c => c.Key).Where(k => TagName.Normalize(k) == score.Tag).ToArray())
                {
                    confidences.Remove(same);
                }

                confidences[score.Tag] = threshold;
                count++;
            }
        }

        rules["confidence"] = confidences;
        var text = rules.ToJsonString(s_json) + "\n";
        // What we write must be read again.
        Vocabulary.Parse(text, file);
        await WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        return count;
    }
}
