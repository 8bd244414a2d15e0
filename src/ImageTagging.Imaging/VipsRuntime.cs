using Microsoft.Extensions.Logging;
using Vips = NetVips.NetVips;

namespace ImageTagging.Imaging;

/// <summary>libvips is one a process: started once, set up for many small operations beside each other.</summary>
internal static class VipsRuntime
{
    private static readonly Lazy<Exception?> Started = new(Start);
    private static readonly NetVips.Log.LogDelegate Handler = Write;
    private static ILogger? _logger;

    /// <exception cref="ImageTaggingException">The native library is not there.</exception>
    public static void Ensure()
    {
        if (Started.Value is { } fault)
        {
            throw new ImageTaggingException(
                $"libvips cannot be loaded: add the package NetVips.Native.{NativePlatform.Name} to the application.",
                fault
            )
            {
                Code = ErrorCodes.NativeLibraryMissing,
            };
        }
    }

    /// <summary>Where libvips's warnings go: the logger that was named last, as libvips knows one only.</summary>
    public static void LogTo(ILogger? logger)
    {
        if (logger is not null)
        {
            Volatile.Write(ref _logger, logger);
        }
    }

    private static Exception? Start()
    {
        try
        {
            if (!NetVips.ModuleInitializer.VipsInitialized)
            {
                return NetVips.ModuleInitializer.Exception ?? new DllNotFoundException("libvips");
            }

            // Pictures come once and are worked on beside each other: a cache only holds memory, more threads only wait.
            NetVips.Cache.Max = 0;
            Vips.Concurrency = 1;
            Vips.BlockUntrusted = true;
            NetVips.Log.SetLogHandler("VIPS", NetVips.Enums.LogLevelFlags.LevelMask, Handler);
            return null;
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            return fault;
        }
    }

    private static void Write(string domain, NetVips.Enums.LogLevelFlags level, string message) =>
        Volatile.Read(ref _logger)?.VipsWarning(SingleLine(message));

    /// <summary>libvips's own words on one line, without what a terminal would obey.</summary>
    public static string SingleLine(string? text)
    {
        var line = (text ?? "").Trim().Split('\n')[0];
        var clean = string.Concat(line.Where(c => !char.IsControl(c)));
        return clean.Length > 200 ? clean[..200] : clean;
    }
}
