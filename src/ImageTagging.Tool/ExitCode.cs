namespace ImageTagging.Tool;

/// <summary>What the program's exit tells a script.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int DoneWithFailures = 1;
    public const int Usage = 2;
    public const int CouldNotRun = 3;

    /// <summary>All was done but the removals, which the guard held back.</summary>
    public const int GuardHeld = 4;
    public const int Interrupted = 130;
}
