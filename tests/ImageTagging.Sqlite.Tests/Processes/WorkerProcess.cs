using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Sqlite.Tests.Processes;

/// <summary>This program as another process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Argument = "worker";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(string work, string path, string name, int rounds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        string[] arguments = [Argument, work, path, name, rounds.ToString(CultureInfo.InvariantCulture)];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>The next line that it told; null at its end.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellation) =>
        _process.StandardOutput.ReadLineAsync(cancellation);

    /// <summary>Ends it as a power cut would end it, but for the disk's own cache: SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Every line to its end, and its exit code.</summary>
    public async Task<(List<string> Lines, int Code)> EndAsync(CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(cancellation) is { } line)
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync(cancellation);
        return (lines, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
