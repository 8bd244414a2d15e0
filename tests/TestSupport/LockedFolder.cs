using System.Diagnostics;

namespace ImageTagging.TestSupport;

/// <summary>A folder that this user may not write to, until it is disposed.</summary>
public sealed class LockedFolder : IDisposable
{
    private readonly string _path;
    private readonly bool _isImmutable;

    private LockedFolder(string path, bool isImmutable) => (_path, _isImmutable) = (path, isImmutable);

    /// <summary>Locks a folder; null where nothing keeps this user from writing.</summary>
    public static LockedFolder? TryLock(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        // No mode keeps the superuser out, but the file system's own mark does where it has one.
        var isImmutable = Environment.IsPrivilegedProcess;
        if (!isImmutable)
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        else if (!OperatingSystem.IsLinux() || !TryMark("+i", path))
        {
            return null;
        }

        return new(path, isImmutable);
    }

    public void Dispose()
    {
        if (_isImmutable)
        {
            TryMark("-i", _path);
        }
        else if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static bool TryMark(string mark, string path)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("chattr", [mark, path])
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
