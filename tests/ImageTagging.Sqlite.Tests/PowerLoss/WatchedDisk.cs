using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ImageTagging.Sqlite.Tests.PowerLoss;

/// <summary>
/// SQLite's own way to the disk with an ear on it: what any connection of this process writes, cuts, flushes and deletes below
/// a watched folder is recorded, in the order in which it was done. Files elsewhere are left alone.
/// </summary>
internal static unsafe partial class WatchedDisk
{
    private const int Ok = 0;
    private const int MainDatabase = 0x100;
    private const int Log = 0x80000;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, DiskRecord> s_folders = new(StringComparer.Ordinal);
    private static readonly Dictionary<nint, (DiskRecord Record, string Name)> s_files = [];
    private static readonly Dictionary<nint, nint> s_methods = [];
    private static readonly Dictionary<nint, nint> s_originals = [];
    private static Vfs* s_disk;

    /// <summary>Records what is done below a folder from now on; what lies there is taken for flushed.</summary>
    public static DiskRecord Watch(string folder)
    {
        lock (s_lock)
        {
            if (s_disk is null)
            {
                Install();
            }

            return s_folders[folder] = new DiskRecord(folder);
        }
    }

    /// <summary>Records no more below a folder.</summary>
    public static void Forget(string folder)
    {
        lock (s_lock)
        {
            _ = s_folders.Remove(folder);
        }
    }

    // A copy of the platform's, in which what changes a disk goes through here first; it never goes away again.
    private static void Install()
    {
        SQLitePCL.Batteries_V2.Init();
        s_disk = Find(null);
        var watched = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *watched = *s_disk;
        watched->Next = null;
        watched->Name = (byte*)Marshal.StringToCoTaskMemUTF8("watched");
        watched->Open = &Open;
        watched->Delete = &Delete;
        if (Register(watched, 1) != Ok)
        {
            throw new InvalidOperationException("SQLite took no other way to the disk.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, FileHeader* file, int flags, int* outFlags)
    {
        lock (s_lock)
        {
            var code = s_disk->Open(s_disk, name, file, flags, outFlags);
            if (code == Ok && (flags & (MainDatabase | Log)) != 0 && RecordOf(name, out var path) is { } record)
            {
                s_files[(nint)file] = (record, Path.GetFileName(path));
                file->Methods = Watched(file->Methods);
                record.Opened(Path.GetFileName(path));
            }

            return code;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int flushes)
    {
        lock (s_lock)
        {
            var code = s_disk->Delete(s_disk, name, flushes);
            if (code == Ok && RecordOf(name, out var path) is { } record)
            {
                record.Deleted(Path.GetFileName(path), flushes != 0);
            }

            return code;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(FileHeader* file)
    {
        lock (s_lock)
        {
            var original = Original(file);
            _ = s_files.Remove((nint)file);
            return original->Close(file);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(FileHeader* file, byte* bytes, int count, long offset)
    {
        lock (s_lock)
        {
            var (record, name) = s_files[(nint)file];
            record.Written(name, offset, new ReadOnlySpan<byte>(bytes, count));
            return Original(file)->Write(file, bytes, count, offset);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(FileHeader* file, long size)
    {
        lock (s_lock)
        {
            var (record, name) = s_files[(nint)file];
            record.Cut(name, size);
            return Original(file)->Truncate(file, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(FileHeader* file, int flags)
    {
        lock (s_lock)
        {
            var (record, name) = s_files[(nint)file];
            // The disk of the record is the one that counts, and the real one need not wait for it.
            record.Flushed(name);
            return Ok;
        }
    }

    private static DiskRecord? RecordOf(byte* name, out string path)
    {
        path = name is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        return path.Length == 0 ? null : s_folders.GetValueOrDefault(Path.GetDirectoryName(path) ?? "");
    }

    private static FileMethods* Original(FileHeader* file) => (FileMethods*)s_originals[(nint)file->Methods];

    private static FileMethods* Watched(FileMethods* original)
    {
        if (!s_methods.TryGetValue((nint)original, out var watched))
        {
            var copy = (FileMethods*)NativeMemory.AllocZeroed((nuint)sizeof(FileMethods));
            *copy = *original;
            // No mapped reads: what is written goes through here.
            copy->Version = Math.Min(2, original->Version);
            copy->Close = &Close;
            copy->Write = &Write;
            copy->Truncate = &Truncate;
            copy->Sync = &Sync;
            watched = (nint)copy;
            s_methods[(nint)original] = watched;
            s_originals[watched] = (nint)original;
        }

        return (FileMethods*)watched;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial Vfs* Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Register(Vfs* vfs, int isDefault);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileHeader
    {
        public FileMethods* Methods;
    }

    // sqlite3_vfs, whose members from Access on are passed on as they are.
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileBytes;
        public int MostPath;
        public Vfs* Next;
        public byte* Name;
        public void* Data;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, FileHeader*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public fixed ulong Rest[14];
    }

    // sqlite3_io_methods.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<FileHeader*, int> Close;
        public void* Read;
        public delegate* unmanaged[Cdecl]<FileHeader*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<FileHeader*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<FileHeader*, int, int> Sync;
        public fixed ulong Rest[13];
    }
}
