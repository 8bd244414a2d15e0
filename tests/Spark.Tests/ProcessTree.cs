using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Spark.Tests;

/// <summary>Processes below one, by Linux's /proc.</summary>
internal static class ProcessTree
{
    public static IReadOnlyList<RunningProcess> Below(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && RunningProcess.ReadStat(id) is { } stat
            )
            {
                parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
            }
        }

        return
        [
            .. parents
                .Keys.Where(id => id != root && IsBelow(id))
                .Select(RunningProcess.Of)
                .OfType<RunningProcess>()
                .Where(p => p.Command.Length > 0)
                .OrderBy(p => p.Id),
        ];

        bool IsBelow(int id)
        {
            for (var at = id; parents.TryGetValue(at, out var parent); at = parent)
            {
                if (parent == root)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Stops processes, and those that they start meanwhile, where they are: none of them does anything until <see cref="GoOnAsync"/>.
    /// </summary>
    public static async Task<IReadOnlyList<RunningProcess>> StopAsync(Func<IEnumerable<RunningProcess>> which)
    {
        var stopped = new Dictionary<(int Id, long Started), RunningProcess>();
        while (true)
        {
            var fresh = which().Where(p => !stopped.ContainsKey((p.Id, p.Started))).ToArray();
            if (fresh.Length == 0 && stopped.Values.All(p => p.IsStill))
            {
                return [.. stopped.Values];
            }

            await SignalAsync("STOP", fresh);
            foreach (var process in fresh)
            {
                stopped[(process.Id, process.Started)] = process;
            }
        }
    }

    /// <summary>As Ctrl-C does.</summary>
    public static Task InterruptAsync(RunningProcess process) => SignalAsync("INT", [process]);

    /// <summary>Lets stopped processes go on.</summary>
    public static Task GoOnAsync(IEnumerable<RunningProcess> processes) => SignalAsync("CONT", processes);

    /// <summary>Ends a process at once. It may stay as a zombie as long as its parent is stopped.</summary>
    public static Task KillAsync(RunningProcess process) => SignalAsync("KILL", [process]);

    /// <summary>Waits until processes have ended by themselves.</summary>
    public static async Task GoneAsync(IEnumerable<RunningProcess> processes, TimeSpan guard)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var process in processes)
        {
            while (process.IsThere)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < guard, $"{process.Id} has not ended: {process.Command}");
                await Task.Delay(50);
            }
        }
    }

    private static async Task SignalAsync(string signal, IEnumerable<RunningProcess> processes)
    {
        var ids = processes.Where(p => p.IsThere).Select(p => p.Id).ToArray();
        if (ids.Length > 0)
        {
            // One that is gone meanwhile is no fault.
            await Programs.RunAsync("bash", ["-c", $"kill -{signal} -- {string.Join(' ', ids)} 2> /dev/null; true"]);
        }
    }
}
