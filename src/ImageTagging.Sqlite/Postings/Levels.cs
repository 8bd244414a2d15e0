namespace ImageTagging.Sqlite.Postings;

/// <summary>How many confidence bands a confidence reaches, 0–8, and the least confidence of each.</summary>
internal static class Levels
{
    public const int Count = 9;

    private static readonly byte[] s_of = [.. Enumerable.Range(0, 10_001).Select(h => (byte)new Confidence(h).BandsReached)];

    public static int Of(int hundredths) => s_of[hundredths];

    public static int Least(int level) => level == 0 ? 0 : Confidence.Bands[level - 1] * 100;

    /// <summary>The level of a facet's band; 0 for none.</summary>
    public static int OfBand(int? band)
    {
        if (band is not { } percent)
        {
            return 0;
        }

        for (var level = 1; level < Count; level++)
        {
            if (Confidence.Bands[level - 1] == percent)
            {
                return level;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(band), percent, "A band is one of 30, 50, 60, 70, 80, 90, 95, 99.");
    }
}
