namespace ImageTagging.Tool.Output;

/// <summary>The form of what standard error is told while a command works.</summary>
internal enum LogFormat
{
    /// <summary>A line with the time, for people.</summary>
    Text,

    /// <summary>A JSON object a line, for what collects logs.</summary>
    Json,
}
