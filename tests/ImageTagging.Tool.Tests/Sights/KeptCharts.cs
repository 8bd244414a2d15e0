using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests.Sights;

/// <summary>Charts for people to look at, kept where they say so.</summary>
internal static class KeptCharts
{
    public static void Keep(TempFolder folder, string name, string file)
    {
        if (Environment.GetEnvironmentVariable("IMAGETAGGING_KEEP_CHARTS") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            foreach (var ending in (string[])[".png", ".svg"])
            {
                File.Copy(folder.File(file + ending), Path.Combine(kept, name + ending), overwrite: true);
            }
        }
    }
}
