using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch;

/// <summary>The log messages of the search index.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The search server did not answer as hoped ({Code}: {Reason}); the attempt after number {Attempt} follows in {Milliseconds:0} ms"
    )]
    public static partial void Retrying(ILogger logger, string code, string reason, int attempt, double milliseconds);

    [LoggerMessage(2, LogLevel.Information, "Created the index {Index} behind the alias {Alias}")]
    public static partial void Created(ILogger logger, string index, string alias);

    [LoggerMessage(3, LogLevel.Information, "Added new fields to the mapping of {Index}")]
    public static partial void Extended(ILogger logger, string index);

    [LoggerMessage(4, LogLevel.Debug, "Bulk requests in flight are now limited to {Limit}")]
    public static partial void InFlightLimit(ILogger logger, int limit);

    [LoggerMessage(5, LogLevel.Information, "Bulk requests are now limited to {Bytes} bytes: the server refused {Refused}")]
    public static partial void BulkBytes(ILogger logger, int bytes, int refused);

    [LoggerMessage(6, LogLevel.Debug, "The point in time was lost; the scan goes on from the last key with a new one")]
    public static partial void PointInTimeLost(ILogger logger);

    [LoggerMessage(9, LogLevel.Warning, "The search server keeps no vectors, and finds no similar pictures: {Reason}")]
    public static partial void NoVectors(ILogger logger, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Difference}")]
    public static partial void SettingDiffers(ILogger logger, string difference);

    [LoggerMessage(7, LogLevel.Information, "Migrating {From} to {To}: {Copied} records copied")]
    public static partial void Migrated(ILogger logger, string from, string to, long copied);
}
