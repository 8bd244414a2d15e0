namespace ImageTagging.Tool;

/// <summary>The program's exit codes, for scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int DoneWithFailures = 1;
    public const int Usage = 2;
    public const int CouldNotRun = 3;

    /// <summary>All was done but the removals, which the guard held back.</summary>
    public const int GuardHeld = 4;
    public const int Interrupted = 130;

    /// <summary>All of them in words; docs/running.md has the same table.</summary>
    public static IReadOnlyList<(int Code, string Means)> All { get; } =
    [
        (Done, "done; also when a budget ended the run"),
        (DoneWithFailures, "done, and some pictures failed or some places could not be listed"),
        (Usage, "wrong usage, options or query"),
        (
            CouldNotRun,
            "could not run, or a fault stopped the run: the summary and --report tell what was done, paid, saved and left"
        ),
        (GuardHeld, "done but the removals: suspiciously many pictures are missing, and none was marked as gone"),
        (Interrupted, "interrupted; the next run goes on"),
    ];
}
