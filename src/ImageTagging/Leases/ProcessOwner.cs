using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Leases;

/// <summary>Names a process for good: its machine, its id and when it started, as ids are given again. Leases and budgets name their holders so.</summary>
/// <param name="Machine">The machine's name and a mark of this start of it, or of the container where it has process ids of its own.</param>
/// <param name="ProcessId">The process's id there.</param>
/// <param name="Started">When it started, in a form that stays the same for the process's life.</param>
internal sealed record ProcessOwner(string Machine, int ProcessId, string Started)
{
    private const char Mark = '~';

    /// <summary>This process.</summary>
    public static ProcessOwner Current { get; } = new(MachineId(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? "0");

    /// <summary>Whether it is certain that the process is no more. A process of another machine is not: nobody here can tell.</summary>
    public bool IsDead => IsHere && !string.Equals(StartOf(ProcessId), Started, StringComparison.Ordinal);

    /// <summary>Whether it is certain that the process lives.</summary>
    public bool IsAlive => IsHere && string.Equals(StartOf(ProcessId), Started, StringComparison.Ordinal);

    /// <summary>Whether the process lives; null where nobody here can tell.</summary>
    public bool? Lives => IsHere ? IsAlive : null;

    private bool IsHere => string.Equals(Machine, Current.Machine, StringComparison.Ordinal);

    /// <summary>Reads what <see cref="ToString()"/> wrote, with a part of the process or without; null where the text is none.</summary>
    public static ProcessOwner? TryParse(string? text) =>
        text?.Split('|') is { Length: 3 or 4 } and [var machine, var id, var started, ..]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            ? new(machine, processId, started)
            : null;

    /// <summary><c>machine|process|start</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Machine}|{ProcessId}|{Started}");

    /// <summary><c>machine|process|start|part</c>: one of several holders within the process.</summary>
    public string ToString(string part) => $"{this}|{part}";

    /// <summary>The process for a person: its id, and the machine where it is another one.</summary>
    public string InWords() =>
        IsHere
            ? string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on this machine")
            : string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Machine.Split(Mark)[0]}");

    private static string MachineId()
    {
        var name = Environment.MachineName.Replace('|', '-').Replace(Mark, '-');
        if (!OperatingSystem.IsLinux())
        {
            return name;
        }

        // Process ids mean something only since this start of the kernel and within one namespace of them.
        var space = $"{ReadLine("/proc/sys/kernel/random/boot_id")}/{new FileInfo("/proc/self/ns/pid").LinkTarget}";
        return name + Mark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(space)))[..12];
    }

    private static string? StartOf(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // The name in brackets may hold anything; what follows its last bracket are fields 3 and up, of which 22 is the start in ticks.
                var stat = ReadLine(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
                var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return fields is { Length: > 19 } && fields[0] is not ("Z" or "X") ? fields[19] : null;
            }

            using var process = Process.GetProcessById(processId);
            return new DateTimeOffset(process.StartTime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception fault)
            when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
