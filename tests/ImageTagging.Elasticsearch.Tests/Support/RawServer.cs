using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>A server on a socket that answers each request with the bytes that the test gives, and keeps what it was sent.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, byte[]?> _answer;
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly Task _work;

    /// <param name="answer">The answer to a request's head and body; null to close the connection without one.</param>
    public RawServer(Func<string, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _work = WorkAsync();
    }

    public Uri Address { get; }

    /// <summary>Ends with the first connection that the other side closes.</summary>
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>An answer with a body of JSON.</summary>
    public static byte[] Json(string json, string head = "HTTP/1.1 200 OK") =>
        Encoding.UTF8.GetBytes(
            $"{head}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"
        );

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
    }

    private async Task WorkAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream) is { } request)
                {
                    lock (_gate)
                    {
                        _requests.Add(request);
                    }

                    if (_answer(request) is not { } answer)
                    {
                        return;
                    }

                    await stream.WriteAsync(answer);
                }

                Closed.TrySetResult();
            }
        }
        catch (IOException)
        {
            Closed.TrySetResult();
        }
    }

    // Latin-1, so that a character is a byte.
    private static async Task<string?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && all.Length >= end + 4 + LengthOf(all[..end]))
            {
                return all;
            }

            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static int LengthOf(string head) =>
        head.Split("\r\n")
            .Select(l => l.Split(':', 2))
            .Where(l => l[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .Select(l => int.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
}
