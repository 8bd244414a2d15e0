using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Budgets;

/// <summary>Who holds a block: machine, process, when that process started, and which of its accounts.</summary>
internal sealed record BudgetOwner(string Machine, int ProcessId, long StartedAt, string Account)
{
    private static readonly long s_startedAt = StartOf(Environment.ProcessId) ?? 0;

    public static BudgetOwner New() =>
        new(Environment.MachineName.Replace('|', '-'), Environment.ProcessId, s_startedAt, Guid.NewGuid().ToString("N")[..12]);

    public static BudgetOwner? TryParse(string text)
    {
        var parts = text.Split('|');
        return
            parts.Length == 4
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            ? new(parts[0], process, started, parts[3])
            : null;
    }

    /// <summary>Whether the process lives; null where it is of another machine, so that nobody here can tell.</summary>
    public bool? IsAlive() =>
        !string.Equals(Machine, Environment.MachineName.Replace('|', '-'), StringComparison.Ordinal) ? null
        : StartOf(ProcessId) is { } started ? Math.Abs(started - StartedAt) < 2000
        : false;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Machine}|{ProcessId}|{StartedAt}|{Account}");

    // A process id is given again after its process ended; with the time of the start it is one process only.
    private static long? StartOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds();
        }
        catch (Exception fault)
            when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
