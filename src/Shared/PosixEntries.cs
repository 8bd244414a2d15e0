using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImageTagging.FileSystem;

// What .NET does not tell on Linux and macOS: whether a name is a regular file or a FIFO, a socket or a device. One system
// call a name, which gives size and time too.
// Linux: statx(2), whose layout is the same on every architecture. macOS: lstat(2) with 64-bit inodes. Offsets from the
// manual pages and system headers.
internal static partial class PosixEntries
{
    private const int Denied = 13;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int NoDevice = 6;
    private const int NotAFolder = 20;
    private const int Exists = 17;
    private const int NoSuchCall = 38;
    private const int NotSupportedOnMac = 45;
    private const int NotSupportedOnLinux = 95;
    private static readonly int TooManyLinks = OperatingSystem.IsMacOS() ? 62 : 40;

    public static EntryFacts Look(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        var failed = OperatingSystem.IsLinux()
            ? Statx(AtCurrentFolder, path, AtSymlinkNoFollow, StatxBasic, ref buffer[0])
            : LStat(path, ref buffer[0]);
        if (failed == 0)
        {
            return Read(buffer);
        }

        return Marshal.GetLastPInvokeError() switch
        {
            NoEntry or NotAFolder => EntryFacts.Of(EntryKind.Missing),
            Denied or NotPermitted => EntryFacts.Of(EntryKind.Denied),
            var error when error == TooManyLinks => EntryFacts.Of(EntryKind.Link),
            var error => throw new IOException(Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    public static (FileStream Stream, EntryFacts Facts) OpenRegular(string path)
    {
        // Not blocking: a FIFO without a writer would keep the thread for ever. Regular files do not care.
        var descriptor = Open(path, OpenFlags);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error switch
            {
                NoEntry or NotAFolder => new FileNotFoundException("It is no longer there."),
                Denied or NotPermitted => new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(error)),
                // What the system answers for a socket, or a device that is not there.
                NoDevice => new FileNotFoundException("It is no regular file."),
                _ when error == TooManyLinks => new FileNotFoundException("It is a link."),
                _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
            };
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Span<byte> buffer = stackalloc byte[256];
            var failed = OperatingSystem.IsLinux()
                ? Statx(descriptor, "", AtEmptyPath, StatxBasic, ref buffer[0])
                : FStat(descriptor, ref buffer[0]);
            if (failed != 0)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }

            var facts = Read(buffer);
            return facts.Kind == EntryKind.File
                ? (new FileStream(handle, FileAccess.Read, bufferSize: 0), facts)
                : throw new FileNotFoundException("It is no regular file.");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static EntryFacts Read(ReadOnlySpan<byte> stat)
    {
        var linux = OperatingSystem.IsLinux();
        int mode = Number16(stat[(linux ? 28 : 4)..]);
        var size = Number64(stat[(linux ? 40 : 96)..]);
        var seconds = Number64(stat[(linux ? 112 : 48)..]);
        long nanoseconds = (uint)Number32(stat[(linux ? 120 : 56)..]);
        var device = linux ? Number64(stat[136..]) : Number32(stat);
        var inode = Number64(stat[(linux ? 32 : 8)..]);
        var kind = (mode & 0xF000) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Folder,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };
        // Times that no calendar holds (a broken file system) must not overflow here; they are clamped where they are shown.
        seconds = Math.Clamp(seconds, long.MinValue / 2000, long.MaxValue / 2000);
        return new(kind, size, (seconds * 1000) + (nanoseconds / 1_000_000), new UInt128((ulong)device, (ulong)inode));
    }

    private static ushort Number16(ReadOnlySpan<byte> at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static int Number32(ReadOnlySpan<byte> at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt32BigEndian(at);

    private static long Number64(ReadOnlySpan<byte> at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt64LittleEndian(at) : BinaryPrimitives.ReadInt64BigEndian(at);

    // Gives a file a second name in one step; false where that name is taken.
    // Throws NotSupportedException: This file system knows no second names.
    public static bool TryLink(string path, string name)
    {
        if (Link(path, name) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => false,
            NotPermitted or NotSupportedOnLinux or NotSupportedOnMac or NoSuchCall => throw new NotSupportedException(),
            Denied => throw new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(Denied)),
            var error => throw new IOException(Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    private const int AtCurrentFolder = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasic = 0x7ff;

    // O_NONBLOCK, O_CLOEXEC and O_NOFOLLOW; the last is another bit on the ARM and Power ports of Linux.
    private static readonly int OpenFlags = OperatingSystem.IsMacOS()
        ? 0x4 | 0x1000000 | 0x100
        : 0x800
            | 0x80000
            | (
                RuntimeInformation.ProcessArchitecture
                    is Architecture.Arm64
                        or Architecture.Arm
                        or Architecture.Armv6
                        or Architecture.Ppc64le
                    ? 0x8000
                    : 0x20000
            );

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    private static int LStat(string path, ref byte buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LStat64(path, ref buffer) : LStatPlain(path, ref buffer);

    private static int FStat(int descriptor, ref byte buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? FStat64(descriptor, ref buffer)
            : FStatPlain(descriptor, ref buffer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStat64(string path, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStatPlain(string path, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FStat64(int descriptor, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int FStatPlain(int descriptor, ref byte buffer);
}
