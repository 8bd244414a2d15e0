using System.Globalization;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Benchmarks;

/// <summary>
/// A SQLite index of the made-up images, updates and deletes carried out, written once and used by every set that needs no other:
/// under <c>artifacts/million</c>, by the version of the generator and of the very engine that wrote it; or in the folder that
/// <c>--keep FOLDER</c> names, whatever engine wrote it.
/// </summary>
internal static class MillionFile
{
    /// <summary>Counts up when the made-up images become others.</summary>
    private const int GeneratorVersion = 2;

    /// <summary>The shared file, written first where it is not there, or the one that <c>--index FILE</c> names. It is not to be written to.</summary>
    public static async Task<string> PathAsync(BenchmarkRun run, MillionImages images, CancellationToken cancellationToken)
    {
        if (run.Text("index") is { } given)
        {
            return given;
        }

        var path = PathOf(run.Text("keep"), images.Count);
        if (!File.Exists(path))
        {
            run.Say($"writing {images.Count:#,0} images, once for all sets");
            var written = Path.Combine(run.Scratch, "million.db");
            var million = new MillionIndex(images);
            await using (var index = new SqliteTagIndex(written))
            {
                await index.EnsureReadyAsync(cancellationToken);
                await million.FillAsync(index, _ => { }, cancellationToken);
                await million.ChangeAsync(index, cancellationToken);
            }

            Keep(written, images.Count, run.Text("keep"));
        }

        return path;
    }

    /// <summary>A copy of the shared file that may be written to.</summary>
    public static async Task<string> CopyAsync(BenchmarkRun run, MillionImages images, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(run.Scratch, "copy.db");
        File.Copy(await PathAsync(run, images, cancellationToken), copy);
        return copy;
    }

    /// <summary>Makes a closed file the shared one; those of former engines go.</summary>
    public static void Keep(string path, int count, string? folder = null)
    {
        var kept = PathOf(folder, count);
        var to = Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        foreach (var old in to.EnumerateFiles(string.Create(CultureInfo.InvariantCulture, $"{count}-*")))
        {
            old.Delete();
        }

        File.Move(path, kept, overwrite: true);
    }

    /// <summary>Where the shared file of so many images lies, or is to lie.</summary>
    /// <param name="folder">The folder that was named; null for the one of this engine's files.</param>
    /// <param name="count">How many images.</param>
    public static string PathOf(string? folder, int count)
    {
        var engine = typeof(Schema).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..12];
        var name = string.Create(CultureInfo.InvariantCulture, $"{count}-g{GeneratorVersion}");
        return folder is null
            ? Path.Combine(Repository.Root, "artifacts", "million", $"{name}-{engine}.db")
            : Path.Combine(Path.GetFullPath(folder), name + ".db");
    }
}
