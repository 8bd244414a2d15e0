namespace ImageTagging.Imaging.External;

/// <summary>A kind of file that ffmpeg makes a picture of: what it is called, and how ffmpeg is told so.</summary>
/// <param name="MediaType">The type, such as <c>video/mp4</c>.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Demuxer">What ffmpeg reads it with. It is never left to guess: some of what it knows names other files to read.</param>
/// <param name="IsVideo">True if a frame of it stands for it.</param>
internal sealed record ExternalKind(string MediaType, string Name, string Demuxer, bool IsVideo)
{
    private static readonly ExternalKind s_jpegXl = new("image/jxl", "JPEG XL", "jpegxl_pipe", IsVideo: false);
    private static readonly ExternalKind s_jpeg2000 = new("image/jp2", "JPEG 2000", "j2k_pipe", IsVideo: false);
    private static readonly ExternalKind s_mp4 = Video("video/mp4", "mov");
    private static readonly ExternalKind s_quickTime = Video("video/quicktime", "mov");
    private static readonly ExternalKind s_matroska = Video("video/x-matroska", "matroska");
    private static readonly ExternalKind s_avi = Video("video/x-msvideo", "avi");
    private static readonly ExternalKind s_windows = Video("video/x-ms-wmv", "asf");
    private static readonly ExternalKind s_flash = Video("video/x-flv", "flv");
    private static readonly ExternalKind s_programStream = Video("video/mpeg", "mpeg");
    private static readonly ExternalKind s_transportStream = Video("video/mp2t", "mpegts");
    private static readonly ExternalKind s_ogg = Video("video/ogg", "ogg");

    /// <summary>The type of the picture that comes of it: pictures keep all that they show.</summary>
    public string Output => IsVideo ? "image/jpeg" : "image/png";

    /// <summary>The kind; null where it is none of these.</summary>
    /// <param name="type">What the content is as a picture (<see cref="ImageType"/>); null where it is none.</param>
    /// <param name="content">The content.</param>
    public static ExternalKind? Of(string? type, ReadOnlySpan<byte> content) =>
        type switch
        {
            "image/jxl" => s_jpegXl,
            "image/jp2" => s_jpeg2000,
            null => Video(content),
            _ => null,
        };

    // Signatures from the formats' specifications. What is a picture of the same containers was told before.
    private static ExternalKind? Video(ReadOnlySpan<byte> start)
    {
        if (start.Length < 12)
        {
            return null;
        }

        var box = start[4..8];
        return box.SequenceEqual("ftyp"u8) ? (start[8..12].SequenceEqual("qt  "u8) ? s_quickTime : s_mp4)
            : box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8) ? s_quickTime
            : start.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? s_matroska
            : start.StartsWith("RIFF"u8) && start[8..12].SequenceEqual("AVI "u8) ? s_avi
            : start.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) ? s_windows
            : start.StartsWith("FLV\u0001"u8) ? s_flash
            : start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) ? s_programStream
            : start.StartsWith("OggS"u8) ? s_ogg
            : IsTransportStream(start, 0, 188) || IsTransportStream(start, 4, 192) ? s_transportStream
            : null;
    }

    private static ExternalKind Video(string mediaType, string demuxer) => new(mediaType, "a video", demuxer, IsVideo: true);

    // Packets of one length, each with the same first byte.
    private static bool IsTransportStream(ReadOnlySpan<byte> content, int at, int packet)
    {
        for (var i = 0; i < 3; i++)
        {
            if (at + (i * packet) >= content.Length || content[at + (i * packet)] != 0x47)
            {
                return false;
            }
        }

        return true;
    }
}
