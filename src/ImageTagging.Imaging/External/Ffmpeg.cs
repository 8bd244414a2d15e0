using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Imaging.External;

/// <summary>The system's ffmpeg, which makes a picture of a video, and of JPEG XL and JPEG 2000: in a process of its own, so that no fault of a decoder takes the host down.</summary>
/// <remarks>
/// It is told what the file is, and reads that file and no other: no playlist, address or reference within it is followed. Nothing
/// that comes from outside is in its arguments. Allocations, threads, pixels, output and time are bounded, and it ends with the decode.
/// Looked for when it is first needed, and again until it is found.
/// </remarks>
internal static class Ffmpeg
{
    /// <summary>The most that it may need, beside the picture that comes of it.</summary>
    public const long Memory = 256L << 20;

    private const long MostOfOneAllocation = 1L << 30;
    private const int MostOutput = 256 << 20;
    private const int MostWords = 2_000;
    private const int KeptPictures = 8;
    private const int MostKept = 8 << 20;

    // Pixels that are not square are made so; what is larger than a screen is made smaller.
    private const string Upright =
        "scale=w='max(2,trunc(iw*if(sar,sar,1)))':h=ih,setsar=1,scale=w='min(iw,3840)':h='min(ih,3840)':force_original_aspect_ratio=decrease";

    private static readonly Lock s_finding = new();
    private static readonly Lock s_keeping = new();
    private static readonly LinkedList<(string Content, byte[] Picture)> s_kept = new();
    private static string? s_found;

    /// <summary>Where it is; null where it is not installed.</summary>
    /// <param name="given">Where it is said to be; null to look for it.</param>
    public static string? Find(string? given)
    {
        if (given is not null)
        {
            return Path.IsPathFullyQualified(given) && File.Exists(given) ? given : null;
        }

        lock (s_finding)
        {
            return s_found ??= Places().FirstOrDefault(File.Exists);
        }
    }

    /// <summary>A picture that stands for the content: of a video, a frame of its beginning.</summary>
    /// <param name="program">Where ffmpeg is.</param>
    /// <param name="kind">What the content is.</param>
    /// <param name="content">The content.</param>
    /// <param name="maxPixels">The most pixels that it may have.</param>
    /// <param name="ending">Ends it, and the process.</param>
    /// <exception cref="ImageTaggingException">Nothing could be made of it.</exception>
    public static byte[] Picture(
        string program,
        ExternalKind kind,
        ReadOnlyMemory<byte> content,
        long maxPixels,
        CancellationToken ending
    )
    {
        // Several taggers look at one video, one after the other.
        var id = Convert.ToHexStringLower(SHA256.HashData(content.Span)) + kind.Demuxer;
        if (Kept(id) is { } kept)
        {
            return kept;
        }

        // In a folder of its own that nobody else may look into; its name tells nothing.
        var folder = Directory.CreateTempSubdirectory("imagetag-");
        try
        {
            var file = Path.Combine(folder.FullName, "content");
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content.Span);
            }

            // The first frame of many is black; a short one has no other.
            var (picture, words) = Run(program, kind, file, kind.IsVideo ? "1" : null, maxPixels, ending);
            if (picture.Length == 0 && kind.IsVideo)
            {
                (picture, words) = Run(program, kind, file, second: null, maxPixels, ending);
            }

            return picture.Length == 0 ? throw Undecodable(kind, words) : Keep(id, picture);
        }
        finally
        {
            Delete(folder);
        }
    }

    /// <summary>The fault that says what to do where it is not there.</summary>
    public static ImageTaggingException Missing(ExternalKind kind, Exception? cause = null) =>
        Faults.Refused(
            ErrorCodes.FfmpegMissing,
            $"The picture is {kind.Name}, and nothing here decodes it: install ffmpeg ('apt-get install ffmpeg'; 'brew install ffmpeg' on macOS; 'winget install ffmpeg' on Windows, with ffmpeg.exe on the PATH) and have it tried again"
                + (kind.IsVideo ? "." : ", or save it as JPEG or PNG."),
            cause
        );

    private static (byte[] Picture, string Words) Run(
        string program,
        ExternalKind kind,
        string file,
        string? second,
        long maxPixels,
        CancellationToken ending
    )
    {
        ending.ThrowIfCancellationRequested();
        using var process = Start(program, kind, Arguments(kind, file, second, maxPixels), Path.GetDirectoryName(file)!);
        using var killed = ending.Register(static p => Kill((Process)p!), process);
        process.StandardInput.Close();
        var words = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text && words.Length < MostWords)
            {
                words.AppendLine(text.Length > MostWords ? text[..MostWords] : text);
            }
        };
        process.BeginErrorReadLine();
        using var picture = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = process.StandardOutput.BaseStream.Read(buffer)) > 0; )
        {
            if (picture.Length + read > MostOutput)
            {
                Kill(process);
                throw Undecodable(kind, "it is too large.");
            }

            picture.Write(buffer, 0, read);
        }

        process.WaitForExit();
        ending.ThrowIfCancellationRequested();
        return (picture.ToArray(), words.ToString());
    }

    private static string[] Arguments(ExternalKind kind, string file, string? second, long maxPixels)
    {
        string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
        return
        [
            .. (string[])["-hide_banner", "-nostdin", "-loglevel", "error", "-max_alloc", Number(MostOfOneAllocation)],
            .. (string[])
                ["-protocol_whitelist", "file,pipe", "-threads", "1", "-max_pixels", Number(Math.Min(maxPixels, int.MaxValue))],
            .. second is null ? (string[])[] : ["-ss", second],
            .. (string[])["-f", kind.Demuxer, "-i", "file:" + file, "-map", "0:v:0", "-frames:v", "1"],
            .. kind.IsVideo ? (string[])["-vf", Upright, "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"] : ["-c:v", "png"],
            .. (string[])["-threads", "1", "-f", "image2pipe", "pipe:1"],
        ];
    }

    private static Process Start(string program, ExternalKind kind, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        // Some of the environment makes it write reports.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("FF", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw Missing(kind, fault);
        }
    }

    private static ImageTaggingException Undecodable(ExternalKind kind, string words)
    {
        // Each line begins with the part that speaks and where it lies in memory. What a codec says of its own source tells nothing.
        var why = words
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.StartsWith('[') ? line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim() : line)
            .FirstOrDefault(line =>
                line.Length > 0
                && !line.StartsWith("file:", StringComparison.Ordinal)
                && !line.StartsWith("./", StringComparison.Ordinal)
            );
        return Faults.Refused(
            ErrorCodes.DecodeFailed,
            $"The picture cannot be decoded as {kind.MediaType}: {(why is null ? "it is damaged or cut short" : VipsRuntime.SingleLine(why).TrimEnd('.'))}."
        );
    }

    private static byte[]? Kept(string id)
    {
        lock (s_keeping)
        {
            return s_kept.FirstOrDefault(k => k.Content == id).Picture;
        }
    }

    private static byte[] Keep(string id, byte[] picture)
    {
        if (picture.Length <= MostKept)
        {
            lock (s_keeping)
            {
                s_kept.AddFirst((id, picture));
                if (s_kept.Count > KeptPictures)
                {
                    s_kept.RemoveLast();
                }
            }
        }

        return picture;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception fault)
            when (fault is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // It has ended already.
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The system empties its folder of temporary files.
        }
    }

    // Whole paths alone: the present folder may be one of pictures from anywhere.
    private static IEnumerable<string> Places()
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        folders = OperatingSystem.IsMacOS() ? folders.Concat(["/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"]) : folders;
        return folders.Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name));
    }
}
