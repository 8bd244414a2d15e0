using System.Text;

namespace ImageTagging.Conformance;

/// <summary>Key order by its definition: the bytes of the UTF-8 form.</summary>
internal sealed class Utf8Order : IComparer<string>, IComparer<ImageName>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));

    public int Compare(ImageName x, ImageName y) =>
        Compare(x.Source, y.Source) is var bySource and not 0 ? bySource : Compare(x.Key, y.Key);
}
