using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore;

/// <summary>The log messages of the endpoints. Ids: 7xx.</summary>
internal static partial class Log
{
    [LoggerMessage(701, LogLevel.Error, "A request to {Endpoint} failed unexpectedly")]
    public static partial void RequestFailed(ILogger logger, string endpoint, Exception fault);

    [LoggerMessage(702, LogLevel.Warning, "A request to {Endpoint} could not be answered: {Code}")]
    public static partial void RequestRefused(ILogger logger, string endpoint, string code, Exception fault);

    [LoggerMessage(703, LogLevel.Warning, "Thumbnails cannot be kept on disk; each is made anew for a minute")]
    public static partial void ThumbnailsNotKept(ILogger logger, Exception fault);

    [LoggerMessage(704, LogLevel.Error, "A run that was started from the page failed: {Reason}")]
    public static partial void RunFailed(ILogger logger, string reason, Exception fault);

    [LoggerMessage(705, LogLevel.Warning, "The tag dictionary could not be read anew")]
    public static partial void DictionaryNotRead(ILogger logger, Exception fault);

    [LoggerMessage(706, LogLevel.Error, "Taught tags could not be brought into all pictures; the next run goes on")]
    public static partial void TeachingFailed(ILogger logger, Exception fault);
}
