namespace ImageTagging.Searching;

/// <summary>Plain forms that an inflected English word may come from.</summary>
internal static class Forms
{
    /// <summary>The word without an ending, in the ways that it may have got it; some are no words.</summary>
    public static IEnumerable<string> Singular(string word)
    {
        if (word.Length < 4)
        {
            yield break;
        }

        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            yield return word[..^3] + "y";
        }

        if (word.EndsWith("ves", StringComparison.Ordinal))
        {
            yield return word[..^3] + "f";
            yield return word[..^3] + "fe";
        }

        if (word.EndsWith("es", StringComparison.Ordinal))
        {
            yield return word[..^2];
        }

        if (word[^1] == 's' && word[^2] is not ('s' or 'u'))
        {
            yield return word[..^1];
        }

        foreach (var ending in new[] { "ing", "ed" })
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                var stem = word[..^ending.Length];
                yield return stem;
                yield return stem + "e";
                if (stem[^1] == stem[^2])
                {
                    yield return stem[..^1];
                }
            }
        }
    }

    /// <summary>A name that is another form of a word by number only: dogs and dog.</summary>
    public static IEnumerable<string> OfNumber(string word)
    {
        foreach (var singular in Singular(word).Where(_ => word[^1] == 's'))
        {
            yield return singular;
        }

        yield return word + "s";
        yield return word + "es";
        if (word.Length > 2 && word[^1] == 'y')
        {
            yield return word[..^1] + "ies";
        }
    }
}
