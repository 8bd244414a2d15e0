using ImageTagging.Evaluation;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Evaluating;

/// <summary>The best threshold of each tag as a vocabulary file: the rules of a given one, with these as its lowest confidences.</summary>
internal static class ThresholdFile
{
    /// <summary>The reason why a file is not written: it is the truth itself, or something else that is no vocabulary; null where it may be.</summary>
    public static string? WhyNot(string file, string truth) =>
        WholeFile.IsSame(file, truth)
            ? $"--write-vocabulary names the truth itself, '{truth}'; name another file."
            : RulesFile.WhyNot(file);

    /// <returns>How many tags have a threshold.</returns>
    public static async Task<int> WriteAsync(
        string file,
        string? given,
        EvaluationReport report,
        CancellationToken cancellationToken
    )
    {
        var rules = await RulesFile.ReadAsync(given, cancellationToken).ConfigureAwait(false);
        var confidences = rules["confidence"]?.DeepClone().AsObject() ?? [];
        var count = 0;
        foreach (var score in report.Tags.OrderBy(s => s.Tag, StringComparer.Ordinal))
        {
            if (score.BestThreshold is { } threshold)
            {
                // A spelling of the given file is the same tag.
                _ = RulesFile.Take(confidences, score.Tag);
                confidences[score.Tag] = threshold;
                count++;
            }
        }

        rules["confidence"] = confidences;
        await RulesFile.WriteAsync(file, rules, cancellationToken).ConfigureAwait(false);
        return count;
    }
}
