using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Benchmarks;

/// <summary>The checkout that this program runs from.</summary>
internal static class Repository
{
    public static string Root => TestPaths.RepositoryRoot;

    /// <summary>The commit, with a <c>+</c> where files were changed since; null where git does not tell.</summary>
    public static string? Commit()
    {
        var commit = Git("rev-parse", "--short=12", "HEAD");
        return commit is null ? null : commit + (string.IsNullOrEmpty(Git("status", "--porcelain")) ? "" : "+");
    }

    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    WorkingDirectory = Root,
                }
            )!;
            var text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
