using System.Text.RegularExpressions;

namespace ImageTagging.Onnx.Cards;

/// <summary>The rules of a model card; every fault at once.</summary>
internal static partial class CardRules
{
    private const int MostClasses = 1_000_000;

    public static IEnumerable<string> FaultsOf(ModelCard card)
    {
        if (!IsName(card.Name))
        {
            yield return "'name' must be lower-case letters, digits, '-' and '.'";
        }

        if (string.IsNullOrWhiteSpace(card.File))
        {
            yield return "'file' must name the model's file";
        }

        if (card.MinConfidence is not (>= 0 and <= 100))
        {
            yield return "'minConfidence' must be 0 to 100";
        }

        if (card.MaxLabels < 0)
        {
            yield return "'maxLabels' must be 0 or more";
        }

        if (new object?[] { card.Detector, card.Classifier, card.Segmenter }.Count(o => o is not null) != 1)
        {
            yield return "it must have either 'detector', 'classifier' or 'segmenter'";
        }

        if ((card.Labels is null) == (card.LabelsFile is null))
        {
            yield return "it must have either 'labels' or 'labelsFile'";
        }

        if (
            new[] { card.Categories, card.Parents, card.Aliases }.Any(g =>
                g is null || g.Values.Any(v => v is null || v.Contains(null!))
            )
            || card.Ignore is null
            || card.Ignore.Contains(null!)
        )
        {
            yield return "'ignore', 'categories', 'parents' and 'aliases' must neither be null nor hold null";
        }

        if (
            !AreWords(card.Input)
            || !Enum.IsDefined(card.Classifier?.Activation ?? default)
            || !Enum.IsDefined(card.Detector?.Activation ?? default)
            || !Enum.IsDefined(card.Detector?.BoxFormat ?? default)
            || !Enum.IsDefined(card.Detector?.BoxUnits ?? default)
        )
        {
            yield return "a word such as that of 'layout', 'fit', 'activation' or 'boxFormat' must be one that the schema names";
        }

        foreach (var fault in FaultsOf(card.Input))
        {
            yield return fault;
        }

        if (card.Detector is { } detector)
        {
            foreach (var fault in FaultsOf(detector))
            {
                yield return fault;
            }
        }
    }

    /// <summary>Tells if a text can be a model's name.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Tells if the words of an input are those that the schema names.</summary>
    public static bool AreWords(ModelInput input) =>
        Enum.IsDefined(input.Layout) && Enum.IsDefined(input.Channels) && Enum.IsDefined(input.Fit);

    public static IEnumerable<string> FaultsOf(ModelInput input)
    {
        if (input.Width is < 1 or > 4096 || input.Height is < 1 or > 4096)
        {
            yield return "'input.width' and 'input.height' must be 1 to 4096";
        }

        if (input.Mean is not { Count: 3 } || input.Std is not { Count: 3 })
        {
            yield return "'input.mean' and 'input.std' must be three numbers each";
        }
        else if (input.Std.Any(s => s == 0 || !double.IsFinite(s)) || input.Mean.Any(m => !double.IsFinite(m)))
        {
            yield return "'input.std' must not hold 0";
        }

        if (input.Scale == 0 || !double.IsFinite(input.Scale))
        {
            yield return "'input.scale' must not be 0";
        }
    }

    private static IEnumerable<string> FaultsOf(DetectorOutput detector)
    {
        var apart = detector.Boxes is not null && detector.Scores is not null;
        var any = detector.Boxes is not null || detector.Scores is not null || detector.Classes is not null;
        if (detector.Combined is null ? !apart : any)
        {
            yield return "'detector' must have either 'boxes' and 'scores' or 'combined'";
        }

        if (detector.FirstClass is < 0 or > MostClasses)
        {
            yield return "'detector.firstClass' must be 0 to 1,000,000";
        }

        if (detector.Overlap is not (null or (>= 0 and <= 1)))
        {
            yield return "'detector.overlap' must be 0 to 1";
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
