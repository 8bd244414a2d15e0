using System.Collections.Concurrent;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Numbers of texts by what the texts are made from, so that writing a record need not make them. Committed ones only.</summary>
internal sealed class ShapeCatalog
{
    /// <summary>A tagger's answer without time and labels.</summary>
    internal readonly record struct HeadShape(
        string Name,
        TaggerFingerprint? Fingerprint,
        string? ModelVersion,
        bool IsAuthored,
        bool IsListedContent
    );

    /// <summary>The stamp of a record with one tagger that did not fail.</summary>
    internal readonly record struct StampShape(
        string Name,
        TaggerFingerprint? Fingerprint,
        string? ModelVersion,
        bool IsCut,
        string? Vocabulary
    );

    public ConcurrentDictionary<TagRelation, int> Parents { get; } = new();

    public ConcurrentDictionary<TagRelation, int> Aliases { get; } = new();

    /// <summary>By years × 12 + months.</summary>
    public ConcurrentDictionary<int, int> Months { get; } = new();

    /// <summary>Labels by all but their confidences, boxes and areas.</summary>
    public ConcurrentDictionary<ImageLabel, int> Labels { get; } = new(LabelShape.Instance);

    public ConcurrentDictionary<HeadShape, int> Heads { get; } = new();

    public ConcurrentDictionary<StampShape, int> Stamps { get; } = new();

    private sealed class LabelShape : IEqualityComparer<ImageLabel>
    {
        public static LabelShape Instance { get; } = new();

        public bool Equals(ImageLabel? x, ImageLabel? y) =>
            ReferenceEquals(x, y)
            || (
                x is not null
                && y is not null
                && string.Equals(x.Name, y.Name, StringComparison.Ordinal)
                && AreEqual(x.Parents, y.Parents)
                && AreEqual(x.Aliases, y.Aliases)
                && AreEqual(x.Categories, y.Categories)
                && AreEqual(x.Models, y.Models)
            );

        public int GetHashCode(ImageLabel obj) => obj.Name.GetHashCode(StringComparison.Ordinal);

        private static bool AreEqual(IReadOnlyList<string> x, IReadOnlyList<string> y)
        {
            if (ReferenceEquals(x, y))
            {
                return true;
            }

            if (x.Count != y.Count)
            {
                return false;
            }

            for (var i = 0; i < x.Count; i++)
            {
                if (!string.Equals(x[i], y[i], StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
