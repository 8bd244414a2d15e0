using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx;

/// <summary>Turns what a model found into labels: one a class, with all its boxes.</summary>
internal sealed class LabelBook
{
    private readonly string?[] _names;
    private readonly Dictionary<string, string[]> _categories;
    private readonly Dictionary<string, string[]> _parents;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _aliases;

    public LabelBook(LoadedModel model)
    {
        var ignored = model.Card.Ignore.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _names = [.. model.Labels.Select(l => string.IsNullOrWhiteSpace(l) || ignored.Contains(l) ? null : l)];
        _categories = ByLabel(model.Card.Categories);
        _parents = ByLabel(model.Card.Parents);
        _aliases = model.Card.Aliases;
    }

    /// <summary>The labels, the surest first.</summary>
    public IReadOnlyList<ImageLabel> Labels(IEnumerable<Finding> findings, double least, int most)
    {
        var labels = findings
            .Where(f => _names[f.Class] is not null)
            .GroupBy(f => _names[f.Class]!, StringComparer.Ordinal)
            .Select(g => Label(g.Key, [.. g.OrderByDescending(f => f.Score)]))
            .Where(l => l.Confidence >= least)
            .OrderByDescending(l => l.Confidence)
            .ThenBy(l => l.Name, StringComparer.Ordinal);
        return most > 0 ? [.. labels.Take(most)] : [.. labels];
    }

    private ImageLabel Label(string name, Finding[] found) =>
        new()
        {
            Name = name,
            Confidence = Confidences.Of(found[0].Score),
            Categories = _categories.GetValueOrDefault(name, []),
            Parents = _parents.GetValueOrDefault(name, []),
            Aliases = _aliases.GetValueOrDefault(name, []),
            Boxes = [.. found.Where(f => f.Box is not null).Select(f => f.Box!.Value)],
            Area = found[0].Area,
        };

    private static Dictionary<string, string[]> ByLabel(IReadOnlyDictionary<string, IReadOnlyList<string>> groups) =>
        groups
            .SelectMany(g => g.Value.Select(label => (label, g.Key)))
            .GroupBy(p => p.label, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Key).ToArray(), StringComparer.Ordinal);
}
