using System.Runtime.InteropServices;
using System.Text;

namespace ImageTagging.Tests.FileSystem;

/// <summary>What .NET cannot make: odd names, FIFOs, another user's eyes. Linux only.</summary>
internal static class Posix
{
    public static void SkipElsewhere() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes files with Linux's own calls.");

    public static void MakeFifo(string path) => Assert.Equal(0, MkFifo(Encoding.UTF8.GetBytes(path + "\0"), 0x1B6));

    public static void WriteFile(string folder, byte[] name)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(folder + "/"), .. name, 0];
        var file = Create(path, 0x1B6);
        Assert.True(file >= 0);
        Assert.Equal(0, Close(file));
    }

    public static void MakeFolder(string folder, byte[] name)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(folder + "/"), .. name, 0];
        Assert.Equal(0, MkDir(path, 0x1FF));
    }

    public static void Remove(string folder, byte[] name) => _ = Delete([.. Encoding.UTF8.GetBytes(folder + "/"), .. name, 0]);

    /// <summary>Runs something on a thread of its own that sees files as the user "nobody" does, also when root runs the tests.</summary>
    public static T AsNobody<T>(Func<T> work)
    {
        T? answer = default;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                // For this thread only, and without the privileges that let root read everything.
                _ = SetFileSystemUser(65534);
                answer = work();
            }
            catch (Exception caught)
            {
                fault = caught;
            }
        });
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        return fault is null ? answer! : throw new InvalidOperationException("As nobody: " + fault.Message, fault);
    }

    public static void SetMode(string path, uint mode) => Assert.Equal(0, ChMod(Encoding.UTF8.GetBytes(path + "\0"), mode));

    [DllImport("libc", EntryPoint = "chmod")]
    private static extern int ChMod(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MkFifo(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int Create(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "mkdir")]
    private static extern int MkDir(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "remove")]
    private static extern int Delete(byte[] path);

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(uint user);
}
