using System.Diagnostics;
using System.Net;
using System.Text;

namespace ImageTagging.TestSupport;

/// <summary>A testbed server as a child process that ends with this one, also when this one is killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    // The guard ends with its server. Whoever reads its standard input, which closes when the tests end in whatever way, ends the
    // server; it waits by a read of what nobody writes, so that it leaves no other process behind. All are a session of their
    // own, so that a signal to the tests' group does not end them before they have ended the server.
    private const string Guard = """
        exec 3<&0 < /dev/null
        "$@" 3<&- &
        server=$!
        {
            read -r signal <&3
            kill -"${signal:-TERM}" -- "$server" 2> /dev/null
            read -r -t 10 <> <(:)
            kill -KILL -- "$server" 2> /dev/null
        } &
        reader=$!
        wait "$server"
        code=$?
        exec 2> /dev/null
        kill -KILL "$reader"
        wait "$reader"
        exit "$code"
        """;

    private readonly Process _guard;
    private readonly StringBuilder _output;

    private ServerProcess(Process guard, StringBuilder output, Uri address, string folder) =>
        (_guard, _output, Address, Folder) = (guard, output, address, folder);

    public Uri Address { get; }

    /// <summary>The process that watches over the server; the server and all that it starts are below it.</summary>
    public int Id => _guard.Id;

    /// <summary>The server's data folder; start another on it to find the same data.</summary>
    public string Folder { get; }

    /// <summary>
    /// Starts a server, with a port and a folder before its arguments. It is ready when its path answers as told, with a word in
    /// the answer's body that no other server has there.
    /// </summary>
    public static async Task<ServerProcess> StartAsync(
        string script,
        string folder,
        string scheme,
        string readyPath,
        HttpStatusCode ready,
        string word,
        string[] arguments,
        Func<HttpClient>? client = null
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Take();
            var start = new ProcessStartInfo("setsid")
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var part in (string[])["bash", "-c", Guard, "guard", script, $"{port}", folder, .. arguments])
            {
                start.ArgumentList.Add(part);
            }

            var output = new StringBuilder();
            var guard = Process.Start(start)!;
            DataReceivedEventHandler keep = (_, line) =>
            {
                lock (output)
                {
                    output.AppendLine(line.Data);
                }
            };
            guard.OutputDataReceived += keep;
            guard.ErrorDataReceived += keep;
            guard.BeginOutputReadLine();
            guard.BeginErrorReadLine();
            var server = new ServerProcess(guard, output, new Uri($"{scheme}://127.0.0.1:{port}"), folder);
            if (await server.IsReadyAsync(readyPath, ready, word, client).ConfigureAwait(false))
            {
                return server;
            }

            // Its last words too are there by then.
            await server.DisposeAsync().ConfigureAwait(false);
            if (attempt == 3)
            {
                throw new InvalidOperationException($"{script} did not become ready:\n{server.Output}");
            }
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Ends the server at once, as a crash would.</summary>
    public Task KillAsync() => EndAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        await EndAsync("TERM").ConfigureAwait(false);
        _guard.Dispose();
    }

    private async Task EndAsync(string signal)
    {
        try
        {
            await _guard.StandardInput.WriteLineAsync(signal).ConfigureAwait(false);
            _guard.StandardInput.Close();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Already told, or ended.
        }

        await _guard.WaitForExitAsync().ConfigureAwait(false);
    }

    private async Task<bool> IsReadyAsync(string path, HttpStatusCode ready, string word, Func<HttpClient>? client)
    {
        using var http = client?.Invoke() ?? new HttpClient();
        http.Timeout = TimeSpan.FromSeconds(5);
        var started = Stopwatch.GetTimestamp();
        while (!_guard.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(3))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, path)).ConfigureAwait(false);
                if (
                    answer.StatusCode == ready
                    && (await answer.Content.ReadAsStringAsync().ConfigureAwait(false)).Contains(word, StringComparison.Ordinal)
                )
                {
                    return true;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(100).ConfigureAwait(false);
        }

        return false;
    }
}
