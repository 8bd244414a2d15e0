using System.Diagnostics;

namespace ImageTagging.Benchmarks;

/// <summary>This program once more, as another process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Runs a child to its end and returns the lines that it wrote.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string child,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        await using var process = Start(child, arguments);
        var lines = new List<string>();
        while (await process.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
        }

        await process._process.WaitForExitAsync(cancellationToken);
        return process._process.ExitCode == 0
            ? lines
            : throw new InvalidOperationException($"The child '{child}' ended with code {process._process.ExitCode}.");
    }

    /// <summary>Starts a child; disposing it ends it.</summary>
    public static ChildProcess Start(string child, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (var argument in (string[])["child", child, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>The child's next line; null at its end.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Tells the child something.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Asks the child to end, by closing its input, and waits.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return default;
    }
}
