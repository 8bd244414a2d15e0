using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageTagging.TestSupport;

/// <summary>A loopback port at which a connection is refused as long as this lives: a socket holds it and does not listen.</summary>
public sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort()
    {
        // One of those that the system gives to nobody: where a socket does not listen, it could give its port away once more.
        Port = FreePort.Take();
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
    }

    public int Port { get; }

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public void Dispose() => _socket.Dispose();
}
