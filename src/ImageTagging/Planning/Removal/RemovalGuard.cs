using ImageTagging.Telemetry;

namespace ImageTagging.Planning;

/// <summary>Stops removals that look like an accident: a disk that is not mounted, a listing of the wrong place.</summary>
internal static class RemovalGuard
{
    /// <summary>Why so many may not be marked gone, as one sentence; null where they may.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="listed">Pictures listed in the scope.</param>
    /// <param name="present">Records of the scope that are not gone.</param>
    /// <param name="missing">Of those, the ones that were not listed, moves not counted.</param>
    /// <param name="lately">Marked as gone shortly before, by whoever removes step by step: step by step is not to take what at once would be held.</param>
    public static string? Objection(string source, long listed, long present, long missing, long lately = 0)
    {
        var held =
            missing > 0
            && (
                (listed == 0 && present > 0)
                || (missing + lately > 100 && (missing + lately) * 10 > present + lately)
                || (missing + lately > 1_000 && (missing + lately) * 100 > present + lately)
            );
        return held
            ? $"{missing} of {present} records of {Printable.Text(source)} are no longer listed ({listed} pictures were). Nothing was marked as gone; "
                + "if they are meant to go, run again with RunOptions.AllowRemovals."
            : null;
    }
}
