namespace ImageTagging.Elasticsearch.Documents;

/// <summary>
/// The bits of a tag's confidence as terms: a letter for the bit, then the tag. Servers without scripts sum constant scores,
/// and from the bits they sum every confidence exactly.
/// </summary>
internal static class ConfidenceBits
{
    public const string Field = "tag_bits";

    /// <summary>As many as 10,000 hundredths take.</summary>
    public const int Count = 14;

    /// <summary>The letter that a bit's terms begin with.</summary>
    public static byte Letter(int bit) => (byte)('a' + bit);

    public static string Term(string tag, int bit) => (char)Letter(bit) + tag;
}
