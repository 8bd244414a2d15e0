namespace ImageTagging.Tool.Output;

/// <summary>How a command talks: what <c>--json</c>, <c>--quiet</c>, <c>--verbose</c> and <c>--log-format</c> say.</summary>
internal sealed record OutputSettings
{
    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }

    /// <summary>The form of standard error's lines; null where nothing was said.</summary>
    public LogFormat? LogFormat { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Read before the words are parsed, so that what is wrong with them is reported in the right form; what is no value is the parser's to say.
    /// </summary>
    public static OutputSettings Of(string[] words, TimeProvider time)
    {
        var own = words.TakeWhile(w => w != "--").ToArray();
        var format = own.Select((w, i) => ValueOf("--log-format", w, i + 1 < own.Length ? own[i + 1] : null))
            .LastOrDefault(v => v is not null);
        return new()
        {
            IsJson = own.Contains("--json"),
            IsQuiet = own.Any(w => w is "--quiet" or "-q"),
            IsVerbose = own.Any(w => w is "--verbose" or "-v"),
            LogFormat = format switch
            {
                "json" => Output.LogFormat.Json,
                "text" => Output.LogFormat.Text,
                _ => null,
            },
            Time = time,
        };
    }

    private static string? ValueOf(string option, string word, string? next) =>
        word == option ? next
        : word.StartsWith(option, StringComparison.Ordinal) && word[option.Length] is '=' or ':' ? word[(option.Length + 1)..]
        : null;
}
