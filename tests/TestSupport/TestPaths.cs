namespace ImageTagging.TestSupport;

/// <summary>Where tests find the repository and what stands beside it.</summary>
public static class TestPaths
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The folder with the testbed, models and service models; null where it is not beside the checkout.</summary>
    public static string? Shared { get; } = FindShared();

    public static string Photos { get; } = Path.Combine(RepositoryRoot, "samples", "photos");

    /// <summary>A file or folder below <see cref="Shared"/>; skips the test, visibly, where there is none.</summary>
    public static string RequireShared(string relative)
    {
        var path = Shared is null ? null : Path.Combine(Shared, relative);
        Assert.SkipWhen(
            path is null || !Path.Exists(path),
            $"'{relative}' is not there: the shared folder does not stand beside this checkout."
        );
        return path!;
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "ImageTagging.Sdk.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests run from within a checkout.");
    }

    private static string? FindShared()
    {
        var path = Environment.GetEnvironmentVariable("IMAGETAGGING_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
