namespace ImageTagging.Rekognition.Wire;

/// <summary>The headers that are read of an answer.</summary>
internal static class AnswerHeaders
{
    public static string? RequestId(HttpResponseMessage response) => Single(response, "x-amzn-RequestId");

    public static string? ErrorType(HttpResponseMessage response) => Single(response, "x-amzn-ErrorType");

    /// <summary>How long to wait, up to an hour; null where the answer does not say in seconds.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero
            ? TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds, 3600))
            : null;

    /// <summary>The host that a redirect names; never its path or query, which may be signed.</summary>
    public static string? RedirectHost(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } to ? to.IdnHost : null;

    private static string? Single(HttpResponseMessage response, string name)
    {
        if (!response.Headers.NonValidated.TryGetValues(name, out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            return value.Length <= 200 && !value.Any(char.IsControl) ? value : null;
        }

        return null;
    }
}
