namespace ImageTagging.Onnx.Inference;

/// <summary>Non-maximum suppression: of boxes of one class that cover each other, the surest is kept.</summary>
internal static class Overlaps
{
    /// <param name="boxes">The boxes, the surest first.</param>
    /// <param name="most">The intersection over union above which the less sure one goes, 0–1.</param>
    public static List<RawBox> Suppress(IEnumerable<RawBox> boxes, double most)
    {
        var kept = new List<RawBox>();
        foreach (var box in boxes)
        {
            if (!kept.Exists(k => k.Class == box.Class && Of(k, box) > most))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    /// <summary>Intersection over union, 0–1.</summary>
    public static double Of(RawBox a, RawBox b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var common = width * height;
        return common / (Area(a) + Area(b) - common);
    }

    private static double Area(RawBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);
}
