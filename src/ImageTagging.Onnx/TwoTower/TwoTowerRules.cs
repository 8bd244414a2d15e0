using ImageTagging.Onnx.Cards;

namespace ImageTagging.Onnx.TwoTower;

/// <summary>The rules of a card of two towers; every fault at once.</summary>
internal static class TwoTowerRules
{
    private const int MostPrompts = 100;

    public static IEnumerable<string> FaultsOf(TwoTowerCard card)
    {
        if (!CardRules.IsName(card.Name))
        {
            yield return "'name' must be lower-case letters, digits, '-' and '.'";
        }

        if (string.IsNullOrWhiteSpace(card.Image.File) || string.IsNullOrWhiteSpace(card.Text.File))
        {
            yield return "'image.file' and 'text.file' must name the models' files";
        }

        if (string.IsNullOrWhiteSpace(card.Text.Ids))
        {
            yield return "'text.ids' must name an input";
        }

        if (!CardRules.AreWords(card.Image.Input) || !Enum.IsDefined(card.Activation))
        {
            yield return "a word such as that of 'layout', 'fit' or 'activation' must be one that the schema names";
        }

        foreach (var fault in CardRules.FaultsOf(card.Image.Input).Concat(FaultsOf(card.Text.Tokenizer)))
        {
            yield return fault;
        }

        if (
            card.Prompts is not { Count: >= 1 and <= MostPrompts }
            || card.Prompts.Any(p => p is not { Length: <= 1_000 } || !p.Contains("{}", StringComparison.Ordinal))
        )
        {
            yield return "'prompts' must be 1 to 100 texts, each with {} where the word goes";
        }

        if (!double.IsFinite(card.Scale) || card.Scale == 0 || !double.IsFinite(card.Bias))
        {
            yield return "'scale' must not be 0";
        }

        if (card.Words is not null && card.WordsFile is not null)
        {
            yield return "it must have either 'words' or 'wordsFile'";
        }

        if (card.Words?.Any(string.IsNullOrWhiteSpace) is true)
        {
            yield return "'words' must not hold an empty one";
        }

        if (card.MinConfidence is not (>= 0 and <= 100) || card.Thresholds.Values.Any(t => t is not (>= 0 and <= 100)))
        {
            yield return "'minConfidence' and 'thresholds' must be 0 to 100";
        }

        if (card.MaxLabels < 0)
        {
            yield return "'maxLabels' must be 0 or more";
        }
    }

    private static IEnumerable<string> FaultsOf(TextTokens tokens)
    {
        if (
            (tokens.Vocabulary is null) != (tokens.Merges is null)
            || (tokens.Vocabulary is null) == (tokens.SentencePiece is null)
        )
        {
            yield return "'text.tokenizer' must have either 'vocabulary' and 'merges' or 'sentencePiece'";
        }

        if (tokens.Length is < 3 or > 4_096)
        {
            yield return "'text.tokenizer.length' must be 3 to 4096";
        }

        if (tokens.Start < 0 || tokens.End < 0 || tokens.Padding < 0)
        {
            yield return "'start', 'end' and 'padding' of 'text.tokenizer' must be 0 or more";
        }
    }
}
