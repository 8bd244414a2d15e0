namespace ImageTagging.Running;

/// <summary>The ids of runs; one is a part of a budget's name in the index.</summary>
internal static class RunIds
{
    private const int MaxLength = 64;

    /// <summary>The id that the options give, else a new one.</summary>
    /// <exception cref="ImageTaggingException">The given one is none (code <c>InvalidOptions</c>).</exception>
    public static string Of(RunOptions options) =>
        options.RunId is not { } id ? Guid.NewGuid().ToString("N")
        : IsOne(id) ? id
        : throw new ImageTaggingException(
            $"A run's id is 1 to {MaxLength} lower-case letters, digits, '-', '_' and '.'; '{Telemetry.Printable.Text(id)}' is none."
        )
        {
            Code = ErrorCodes.InvalidOptions,
        };

    /// <summary>The options, where the id that they give is one.</summary>
    /// <inheritdoc cref="Of" path="/exception" />
    public static RunOptions Checked(RunOptions options)
    {
        _ = Of(options);
        return options;
    }

    private static bool IsOne(string id) =>
        id.Length is > 0 and <= MaxLength
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}
