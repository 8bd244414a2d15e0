using System.Globalization;
using System.Runtime.InteropServices;

namespace ImageTagging.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {memory:0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );
    }

    /// <summary>Bytes of this process that are in memory now.</summary>
    public static long WorkingSet() => ReadStatus("VmRSS:") ?? Environment.WorkingSet;

    /// <summary>The most bytes of this process that were ever in memory.</summary>
    public static long PeakWorkingSet() => ReadStatus("VmHWM:") ?? Environment.WorkingSet;

    /// <summary>Bytes in memory that are this process's own: without the pages of files, which the system takes back when it needs room.</summary>
    public static long OwnMemory() => ReadStatus("RssAnon:") ?? Environment.WorkingSet;

    /// <summary>The most bytes that were the process's own while something ran, looked at every tenth of a second.</summary>
    public static async Task<long> MostOwnMemoryAsync(Func<Task> run)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var running = run();
        var most = OwnMemory();
        while (!running.IsCompleted && await timer.WaitForNextTickAsync())
        {
            most = Math.Max(most, OwnMemory());
        }

        await running;
        return most;
    }

    /// <summary>Bytes of another process that are in memory now; null once it has ended.</summary>
    public static long? WorkingSet(int process) => ReadStatus("VmRSS:", $"{process}");

    /// <summary>The most bytes of another process that were ever in memory; null once it has ended.</summary>
    public static long? PeakWorkingSet(int process) => ReadStatus("VmHWM:", $"{process}");

    private static string Processor()
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo")
                    .Select(l => l.Split(':', 2))
                    .FirstOrDefault(l => l[0].Trim() is "model name")
                    ?[1].Trim()
                ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
        catch (IOException)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    private static long? ReadStatus(string name, string process = "self")
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            var number = line?[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(number, CultureInfo.InvariantCulture, out var kib) ? kib << 10 : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
