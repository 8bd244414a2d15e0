using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Evaluating;

/// <summary>Learned weights of taggers in a vocabulary file, and the file as it was before them.</summary>
internal static class WeightFile
{
    private const string Before = ".before";

    /// <summary>Writes the rules of a file with weights; the file that is replaced stays beside it.</summary>
    public static async Task WriteAsync(
        string file,
        string? given,
        IEnumerable<TaggerWeight> weights,
        CancellationToken cancellationToken
    )
    {
        var rules = await RulesFile.ReadAsync(given, cancellationToken).ConfigureAwait(false);
        var taggers = rules["taggers"]?.DeepClone().AsObject() ?? [];
        foreach (var of in weights.GroupBy(w => w.Tag, StringComparer.Ordinal))
        {
            // Where only the rule of all tags says how they are heard, this tag is heard so too.
            var rule = (RulesFile.Take(taggers, of.Key) ?? taggers["*"]?.DeepClone())?.AsObject() ?? [];
            var trusted = rule["weights"]?.AsObject() ?? [];
            foreach (var weight in of)
            {
                trusted[weight.Tagger] = Math.Round(weight.Weight, 3);
            }

            rule["weights"] = trusted;
            taggers[of.Key] = rule;
        }

        rules["taggers"] = taggers;
        if (File.Exists(file))
        {
            await WholeFile
                .WriteAsync(
                    file + Before,
                    await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        await RulesFile.WriteAsync(file, rules, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a file back as it was before the weights that were written last.</summary>
    /// <exception cref="ImageTaggingException">Nothing was replaced (code <c>Usage</c>).</exception>
    public static async Task UndoAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file + Before))
        {
            throw new ImageTaggingException(
                $"There is no '{file}{Before}', which would be the vocabulary before weights were written into it; nothing to undo."
            )
            {
                Code = "Usage",
            };
        }

        // Only what can be read is put back.
        Vocabulary.Load(file + Before);
        await WholeFile
            .WriteAsync(
                file,
                await File.ReadAllBytesAsync(file + Before, cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        File.Delete(file + Before);
    }
}
