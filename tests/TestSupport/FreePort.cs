using System.Net;
using System.Net.Sockets;

namespace ImageTagging.TestSupport;

/// <summary>A loopback port that nobody listens on at this moment.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
