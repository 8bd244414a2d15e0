using System.Net;
using System.Net.Sockets;

namespace ImageTagging.TestSupport;

/// <summary>A port that takes no more: who would connect waits, as before a firewall that drops what it is sent.</summary>
public sealed class FullPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public FullPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Number = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        bool isConnected;
        do
        {
            var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _waiting.Add(one);
            try
            {
                one.Connect(IPAddress.Loopback, Number);
            }
            catch (SocketException waiting) when (waiting.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // As a socket that does not block connects.
            }

            isConnected = one.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectWrite);
        } while (isConnected && _waiting.Count < 64);
        Assert.False(isConnected, "The port takes whoever comes.");
    }

    public int Number { get; }

    public void Dispose()
    {
        _waiting.ForEach(s => s.Dispose());
        _listener.Dispose();
    }
}
