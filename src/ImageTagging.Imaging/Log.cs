using Microsoft.Extensions.Logging;

namespace ImageTagging.Imaging;

internal static partial class Log
{
    [LoggerMessage(EventId = 4001, EventName = "VipsWarning", Level = LogLevel.Debug, Message = "libvips: {Message}")]
    public static partial void VipsWarning(this ILogger logger, string message);

    [LoggerMessage(
        EventId = 4002,
        EventName = "DecodeAbandoned",
        Level = LogLevel.Warning,
        Message = "A decode did not end when it was told to; its thread is left behind ({Count} so far)"
    )]
    public static partial void DecodeAbandoned(this ILogger logger, int count);
}
