using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageTagging.TestSupport;

/// <summary>
/// A port that nobody listens on, and that stays this process's until it ends, also while nobody listens on it.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;

    // Debian's own; what other systems hand out begins higher.
    private const int UsualEphemeral = 32_768;

    // Held for the life of the process: a lock ends with it, however it ends.
    private static readonly List<FileStream> s_held = [];

    public static int Take()
    {
        // Below what bind(0) and connect() draw from, so that neither takes it; a lock keeps other test programs away.
        var end = Ephemeral();
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "imagetagging-ports-" + Environment.UserName));
        var start = Random.Shared.Next(First, end);
        for (var i = 0; i < end - First; i++)
        {
            var port = First + ((start - First + i) % (end - First));
            if (TryHold(Path.Combine(folder.FullName, port.ToString(CultureInfo.InvariantCulture))) is not { } hold)
            {
                continue;
            }

            if (IsFree(port))
            {
                lock (s_held)
                {
                    s_held.Add(hold);
                }

                return port;
            }

            hold.Dispose();
        }

        throw new InvalidOperationException($"No port from {First} to {end - 1} is free.");
    }

    private static int Ephemeral()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        var low = File.Exists(Range)
            ? int.Parse(File.ReadAllText(Range).Split('\t', ' ')[0], CultureInfo.InvariantCulture)
            : UsualEphemeral;
        // Where the system draws from everything, the locks alone must do.
        return low > First ? Math.Min(low, UsualEphemeral) : UsualEphemeral;
    }

    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another's.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            // On any address: some servers listen on all.
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
