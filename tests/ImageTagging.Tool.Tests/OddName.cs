using System.Runtime.InteropServices;
using System.Text;

namespace ImageTagging.Tool.Tests;

/// <summary>A file whose name is no UTF-8, which .NET itself can neither make nor remove.</summary>
internal sealed class OddName : IDisposable
{
    private readonly byte[] _path;

    private OddName(byte[] path) => _path = path;

    public static OddName In(string folder)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(folder + "/odd"), 0xE9, .. ".jpg\0"u8];
        var file = Create(path, 0x1A4);
        Assert.True(file >= 0);
        Assert.Equal(0, Close(file));
        return new(path);
    }

    public void Dispose() => Assert.Equal(0, Remove(_path));

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int Create(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "remove")]
    private static extern int Remove(byte[] path);
}
