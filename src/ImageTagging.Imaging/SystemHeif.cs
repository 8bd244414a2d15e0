using System.Runtime.InteropServices;

namespace ImageTagging.Imaging;

/// <summary>The system's libheif with a decoder for HEVC, which the bundled libvips lacks for its patents.</summary>
/// <remarks>
/// Looked for when it is first needed, and again until it is found: who installs it need not start anew. It is called by addresses of
/// its own handle, so that it never meets the libheif inside of libvips, which decodes AVIF.
/// </remarks>
internal sealed unsafe class SystemHeif
{
    private const int Hevc = 1;
    private const int Rgb = 1;
    private const int InterleavedRgb = 10;
    private const int InterleavedRgba = 11;
    private const int Interleaved = 10;
    private const int LongestProfile = 16 << 20;

    private static readonly Lock s_loading = new();
    private static SystemHeif? s_loaded;

    private readonly delegate* unmanaged[Cdecl]<nint> _allocate;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _free;
    private readonly delegate* unmanaged[Cdecl]<nint, int, void> _limit;
    private readonly delegate* unmanaged[Cdecl]<nint, int, void> _threads;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, Error> _read;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, Error> _primary;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _releaseHandle;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _width;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _height;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _hasAlpha;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _profileSize;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, Error> _profile;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, int, int, nint, Error> _decode;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int*, byte*> _plane;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int> _planeWidth;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int> _planeHeight;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _releaseImage;

    private SystemHeif(nint library)
    {
        nint Find(string name) => NativeLibrary.GetExport(library, "heif_" + name);
        nint FindNewer(string name) => NativeLibrary.TryGetExport(library, "heif_" + name, out var at) ? at : 0;
        _allocate = (delegate* unmanaged[Cdecl]<nint>)Find("context_alloc");
        _free = (delegate* unmanaged[Cdecl]<nint, void>)Find("context_free");
        _limit = (delegate* unmanaged[Cdecl]<nint, int, void>)FindNewer("context_set_maximum_image_size_limit");
        _threads = (delegate* unmanaged[Cdecl]<nint, int, void>)FindNewer("context_set_max_decoding_threads");
        _read = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, Error>)Find("context_read_from_memory_without_copy");
        _primary = (delegate* unmanaged[Cdecl]<nint, nint*, Error>)Find("context_get_primary_image_handle");
        _releaseHandle = (delegate* unmanaged[Cdecl]<nint, void>)Find("image_handle_release");
        _width = (delegate* unmanaged[Cdecl]<nint, int>)Find("image_handle_get_width");
        _height = (delegate* unmanaged[Cdecl]<nint, int>)Find("image_handle_get_height");
        _hasAlpha = (delegate* unmanaged[Cdecl]<nint, int>)Find("image_handle_has_alpha_channel");
        _profileSize = (delegate* unmanaged[Cdecl]<nint, nuint>)Find("image_handle_get_raw_color_profile_size");
        _profile = (delegate* unmanaged[Cdecl]<nint, byte*, Error>)Find("image_handle_get_raw_color_profile");
        _decode = (delegate* unmanaged[Cdecl]<nint, nint*, int, int, nint, Error>)Find("decode_image");
        _plane = (delegate* unmanaged[Cdecl]<nint, int, int*, byte*>)Find("image_get_plane_readonly");
        _planeWidth = (delegate* unmanaged[Cdecl]<nint, int, int>)Find("image_get_width");
        _planeHeight = (delegate* unmanaged[Cdecl]<nint, int, int>)Find("image_get_height");
        _releaseImage = (delegate* unmanaged[Cdecl]<nint, void>)Find("image_release");
        // Newer ones look for their plug-ins here.
        if (FindNewer("init") is not 0 and var init)
        {
            ((delegate* unmanaged[Cdecl]<nint, Error>)init)(0);
        }

        HasHevc = ((delegate* unmanaged[Cdecl]<int, int>)Find("have_decoder_for_format"))(Hevc) != 0;
    }

    private bool HasHevc { get; }

    /// <summary>The library; null where it is not installed, or cannot decode HEVC.</summary>
    public static SystemHeif? Find()
    {
        lock (s_loading)
        {
            return s_loaded ??= Places().Select(Load).FirstOrDefault(l => l is not null);
        }
    }

    /// <summary>Decodes a picture upright into an uncompressed TIFF, its colours as its profile in there says.</summary>
    /// <param name="content">The picture.</param>
    /// <param name="facts">Its upright size, for which memory was set aside.</param>
    /// <exception cref="ImageTaggingException">It is damaged.</exception>
    public byte[] ToTiff(ReadOnlyMemory<byte> content, ImageFacts facts)
    {
        // A copy, as the caller's memory may be used for something else by the time that a decode is ended.
        var bytes = content.ToArray();
        nint context = 0,
            handle = 0,
            image = 0;
        fixed (byte* start = bytes)
        {
            try
            {
                context = _allocate();
                Bound(context, facts);
                Check(_read(context, start, (nuint)bytes.Length, 0), facts);
                Check(_primary(context, &handle), facts);
                CheckSize(_width(handle), _height(handle), facts);
                var hasAlpha = _hasAlpha(handle) != 0;
                Check(_decode(handle, &image, Rgb, hasAlpha ? InterleavedRgba : InterleavedRgb, 0), facts);
                CheckSize(_planeWidth(image, Interleaved), _planeHeight(image, Interleaved), facts);
                var stride = 0;
                var pixels = _plane(image, Interleaved, &stride);
                var row = facts.Width * (hasAlpha ? 4 : 3);
                if (pixels is null || stride < row)
                {
                    throw Faults.Undecodable(facts.MediaType, new InvalidDataException("it has no pixels."));
                }

                var tiff = new PlainTiff(facts.Width, facts.Height, hasAlpha, Profile(handle));
                for (var y = 0; y < facts.Height; y++)
                {
                    new ReadOnlySpan<byte>(pixels + ((long)y * stride), row).CopyTo(tiff.Row(y));
                }

                return tiff.Bytes;
            }
            finally
            {
                if (image != 0)
                {
                    _releaseImage(image);
                }

                if (handle != 0)
                {
                    _releaseHandle(handle);
                }

                if (context != 0)
                {
                    _free(context);
                }
            }
        }
    }

    private void Bound(nint context, ImageFacts facts)
    {
        // The library's bound is the longest side; codecs round it up to whole blocks.
        if (_limit is not null)
        {
            _limit(context, Math.Max(facts.Width, facts.Height) + 64);
        }

        // Pictures are decoded beside each other; more threads only wait.
        if (_threads is not null)
        {
            _threads(context, 0);
        }
    }

    private byte[] Profile(nint handle)
    {
        var size = _profileSize(handle);
        if (size is 0 or > LongestProfile)
        {
            return [];
        }

        var profile = new byte[(int)size];
        fixed (byte* to = profile)
        {
            return _profile(handle, to).Code == 0 ? profile : [];
        }
    }

    private static void CheckSize(int width, int height, ImageFacts facts)
    {
        if ((width, height) != (facts.Width, facts.Height))
        {
            throw Faults.Undecodable(facts.MediaType, new InvalidDataException("it says two different sizes."));
        }
    }

    private static void Check(Error error, ImageFacts facts)
    {
        if (error.Code != 0)
        {
            throw Faults.Undecodable(
                facts.MediaType,
                new InvalidDataException(Marshal.PtrToStringUTF8(error.Message) ?? "it is damaged or cut short.")
            );
        }
    }

    private static SystemHeif? Load(string place)
    {
        if (!NativeLibrary.TryLoad(place, out var library))
        {
            return null;
        }

        try
        {
            var heif = new SystemHeif(library);
            // Left loaded where it is of no use: its threads may run.
            return heif.HasHevc ? heif : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    // Where the system's loader would look into the present folder, which may be one of pictures from anywhere, whole paths alone.
    private static IEnumerable<string> Places()
    {
        if (OperatingSystem.IsWindows())
        {
            return (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Prepend(AppContext.BaseDirectory)
                .Where(Path.IsPathFullyQualified)
                .SelectMany(folder => (string[])[Path.Combine(folder, "heif.dll"), Path.Combine(folder, "libheif.dll")])
                .Where(File.Exists);
        }

        return OperatingSystem.IsMacOS()
            ? ["/opt/homebrew/lib/libheif.dylib", "/usr/local/lib/libheif.dylib", "/opt/local/lib/libheif.dylib"]
            : ["libheif.so.1"];
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Error
    {
        public readonly int Code;
        public readonly int Detail;
        public readonly nint Message;
    }
}
