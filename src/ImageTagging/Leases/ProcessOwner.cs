using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Leases;

/// <summary>Names a process for good: its machine, its id and when it started, as ids are given again. Leases and budgets name their holders so.</summary>
/// <param name="Machine">The machine's name and a mark of this start of it, or of the container where it has process ids of its own.</param>
/// <param name="ProcessId">The process's id there.</param>
/// <param name="Started">When it started, in a form that stays the same for the process's life.</param>
internal sealed partial record ProcessOwner(string Machine, int ProcessId, string Started)
{
    private const char Mark = '~';
    private const string NotKnown = "0";
    private const string Gone = "";
    private const int NoSuchProcess = 3;

    /// <summary>This process.</summary>
    public static ProcessOwner Current { get; } =
        new(MachineId(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? NotKnown);

    /// <summary>True if it is certain that the process is no more. A process of another machine is not: nobody here can tell.</summary>
    public bool IsDead => Lives is false;

    /// <summary>True if it is certain that the process lives.</summary>
    public bool IsAlive => Lives is true;

    /// <summary>True if the process lives; null where nobody here can tell.</summary>
    public bool? Lives => IsHere ? LivesBy(StartOf(ProcessId), IsThere(ProcessId)) : null;

    /// <summary>
    /// Tells if it lives, by when the process of its id started (null where that cannot be read) and whether there is one at all (null
    /// where that cannot be told). What cannot be read is not dead: another user's process, a hidden one, too many open files.
    /// </summary>
    internal bool? LivesBy(string? started, bool? isThere) =>
        isThere is false ? false
        : started is null || Started == NotKnown ? null
        : started == Gone ? false
        : string.Equals(started, Started, StringComparison.Ordinal);

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
                return fields is not { Length: > 19 } ? null
                    : fields[0] is "Z" or "X" ? Gone
                    : fields[19];
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

    private static bool? IsThere(int processId)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Asks for no right to the process and opens no file: only "there is none" is an answer that counts.
                return Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;
            }

            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

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
