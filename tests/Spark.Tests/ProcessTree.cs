using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Spark.Tests;

/// <summary>Processes below one, by Linux's /proc.</summary>
internal static class ProcessTree
{
    public static IReadOnlyList<(int Id, string Command)> Below(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                try
                {
                    var stat = File.ReadAllText(folder + "/stat");
                    parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // It has ended meanwhile.
                }
            }
        }

        return
        [
            .. parents
                .Keys.Where(id => id != root && IsBelow(id))
                .Select(id => (id, Command(id)))
                .Where(p => p.Item2.Length > 0)
                .OrderBy(p => p.id),
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
    public static async Task<IReadOnlyList<(int Id, string Command)>> StopAsync(Func<IEnumerable<(int Id, string Command)>> which)
    {
        var stopped = new Dictionary<int, string>();
        while (true)
        {
            var fresh = which().Where(p => !stopped.ContainsKey(p.Id)).ToArray();
            if (fresh.Length == 0 && stopped.Keys.All(IsStill))
            {
                return [.. stopped.Select(p => (p.Key, p.Value))];
            }

            await SignalAsync("STOP", fresh.Select(p => p.Id));
            foreach (var (id, command) in fresh)
            {
                stopped[id] = command;
            }
        }
    }

    /// <summary>As Ctrl-C does.</summary>
    public static Task InterruptAsync(int id) => SignalAsync("INT", [id]);

    /// <summary>Lets stopped processes go on.</summary>
    public static Task GoOnAsync(IEnumerable<int> ids) => SignalAsync("CONT", ids);

    /// <summary>Ends a process at once. It may stay as a zombie as long as its parent is stopped.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Waits until processes have ended by themselves.</summary>
    public static async Task GoneAsync(IEnumerable<int> ids, TimeSpan guard)
    {
        foreach (var id in ids)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync().WaitAsync(guard);
            }
            catch (ArgumentException)
            {
                // Gone.
            }
        }
    }

    private static async Task SignalAsync(string signal, IEnumerable<int> ids) =>
        // One that is gone meanwhile is no fault.
        await Programs.RunAsync("bash", ["-c", $"kill -{signal} -- {string.Join(' ', ids)} 2> /dev/null; true"]);

    private static bool IsStill(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'T' or 't' or 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Command(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
