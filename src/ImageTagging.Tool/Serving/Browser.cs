using System.ComponentModel;
using System.Diagnostics;

namespace ImageTagging.Tool.Serving;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class Browser
{
    /// <summary>Opens an address of this server, where there is a screen and a browser; else nothing happens.</summary>
    public static void TryOpen(string address)
    {
        if (Command(address) is not { } start)
        {
            return;
        }

        try
        {
            using var started = Process.Start(start);
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            // The address was printed.
        }
    }

    private static ProcessStartInfo? Command(string address)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(address) { UseShellExecute = true };
        }

        if (OperatingSystem.IsMacOS())
        {
            return new("open") { ArgumentList = { address } };
        }

        string[] screens = ["DISPLAY", "WAYLAND_DISPLAY"];
        // Its chatter is not this program's.
        return screens.Any(v => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(v)))
            ? new("xdg-open")
            {
                ArgumentList = { address },
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
            : null;
    }
}
