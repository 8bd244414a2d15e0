using System.Net;
using System.Net.Sockets;
using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>What the tests with servers stand on: their processes and their ports.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_ends_before_it_is_ready_is_not_waited_for_and_what_it_said_is_told()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync("echo \"started at $1\" >> \"$2/starts\"; echo 'no such thing' >&2; exit 3").WaitAsync(s_guard)
        );
        Assert.Contains("no such thing", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(_folder.File("starts"))).Distinct().Count());
    }

    [Fact]
    public async Task A_server_is_known_by_its_answer_and_ends_with_all_that_stands_around_it()
    {
        // Answers of the same status come first, as a stranger's would.
        await using var server = await StartAsync(
            """
            exec /usr/bin/python3 -c "
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                count = 0
                def do_GET(self):
                    Handler.count += 1
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'another' if Handler.count < 3 else b'the right one')
            http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
            " "$1"
            """
        );
        using var client = new HttpClient();
        Assert.Contains("the right one", await client.GetStringAsync(server.Address), StringComparison.Ordinal);
        RunningProcess[] all = [RunningProcess.Of(server.Id)!.Value, .. ProcessTree.Below(server.Id)];
        Assert.Equal(3, all.Length);

        await ProcessTree.KillAsync(Assert.Single(all, p => p.Command.Contains("http.server", StringComparison.Ordinal)));
        await ProcessTree.GoneAsync(all, s_guard);
    }

    [Fact]
    public async Task A_closed_port_refuses_and_a_free_one_is_given_once_and_never_by_the_system()
    {
        using var closed = new ClosedPort();
        using var client = new HttpClient();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(closed.Address)));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);

        int[] ports = [closed.Port, .. Enumerable.Range(0, 50).Select(_ => FreePort.Take())];
        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.All(ports, p => Assert.InRange(p, 20_000, 32_767));
    }

    private async Task<ServerProcess> StartAsync(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The testbed's servers run on Linux.");
        var file = _folder.File("server");
        await File.WriteAllTextAsync(file, "#!/bin/bash\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return await ServerProcess.StartAsync(file, _folder.Path, "http", "/", HttpStatusCode.OK, "the right one", []);
    }
}
