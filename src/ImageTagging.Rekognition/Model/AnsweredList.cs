namespace ImageTagging.Rekognition;

/// <summary>Lists of answers, which no service has promised to fill.</summary>
internal static class AnsweredList
{
    /// <summary>A list without what is null in it; none is an empty one.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T>? list)
        where T : class =>
        list is null ? []
        : list.Any(entry => entry is null) ? [.. list.OfType<T>()]
        : list;
}
