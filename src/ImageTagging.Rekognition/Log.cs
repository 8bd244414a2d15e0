using Microsoft.Extensions.Logging;

namespace ImageTagging.Rekognition;

internal static partial class Log
{
    [LoggerMessage(
        EventId = 3001,
        Level = LogLevel.Information,
        Message = "Amazon Rekognition is called at {Host}, signed for {Region}"
    )]
    public static partial void Endpoint(ILogger logger, string host, string region);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "The AWS credentials had expired and were renewed")]
    public static partial void CredentialsRenewed(ILogger logger);

    [LoggerMessage(
        EventId = 3003,
        Level = LogLevel.Warning,
        Message = "This machine's clock differs from Amazon Rekognition's by {Skew}; signatures allow for it"
    )]
    public static partial void ClockDiffers(ILogger logger, TimeSpan skew);
}
