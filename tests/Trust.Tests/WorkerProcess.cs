using System.Diagnostics;

namespace ImageTagging.Trust.Tests;

/// <summary>This program as another process that carries out a job.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Argument = "worker";

    private readonly Process _process;
    private readonly Task<string?> _last;

    private WorkerProcess(Process process, Action<string>? told)
    {
        _process = process;
        _last = ReadAsync(process.StandardOutput, told);
    }

    /// <summary>Starts it; each line that it tells comes at once.</summary>
    public static WorkerProcess Start(TrustJob job, Action<string>? told = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        foreach (var argument in job.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!, told);
    }

    /// <summary>SIGKILL: nothing of it runs on, not even what ends well.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended just now.
        }
    }

    /// <summary>Waits for its end: the last line that it told, and its exit code (137 where it was killed).</summary>
    public async Task<(string? Last, int ExitCode)> EndAsync(CancellationToken cancellation)
    {
        var last = await _last.WaitAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (last, _process.ExitCode);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static async Task<string?> ReadAsync(StreamReader reader, Action<string>? told)
    {
        string? last = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            last = line;
            told?.Invoke(line);
        }

        return last;
    }
}
