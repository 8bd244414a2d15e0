namespace ImageTagging.Searching;

/// <summary>How many errors a word of some length may have and still mean another.</summary>
internal static class Spelling
{
    /// <summary>None in two letters, one in up to five, two in more.</summary>
    public static int ErrorsIn(string word) =>
        word.Length switch
        {
            < 3 => 0,
            < 6 => 1,
            _ => 2,
        };
}
