using System.Diagnostics;

namespace ImageTagging.Benchmarks;

/// <summary>Another program, run to its end.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>The tool as another process calls it.</summary>
    public static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "imagetag.dll");

    /// <summary>What the tool wrote.</summary>
    public static Task<string> ToolAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    ) => RunAsync("dotnet", [Tool, .. arguments], environment, cancellationToken);

    /// <summary>What the tool wrote, and what it took.</summary>
    public static async Task<ProgramUse> MeasureToolAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        var output = await RunAsync("dotnet", [Tool, .. arguments], new Dictionary<string, string>(), cancellationToken, Look);
        return new(output, Stopwatch.GetElapsedTime(started), cpu, peak);

        // Both only grow, so the last look before the end says it, less what happened since.
        void Look(Process process)
        {
            try
            {
                (cpu, peak) = (process.TotalProcessorTime, Machine.PeakWorkingSet(process.Id) ?? peak);
            }
            catch (InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }
    }

    /// <summary>What a program wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It did not end with 0; the message has the end of what it said.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken,
        Action<Process>? look = null,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(cancellationToken),
            process.StandardError.ReadToEndAsync(cancellationToken)
        );
        if (look is not null)
        {
            using var timer = new PeriodicTimer(s_look);
            while (!process.HasExited && await timer.WaitForNextTickAsync(cancellationToken))
            {
                look(process);
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        var said = await error;
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(program)} ended with code {process.ExitCode}: {said[Math.Max(0, said.Length - 4_000)..]}"
            );
    }
}
