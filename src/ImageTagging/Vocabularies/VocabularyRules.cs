namespace ImageTagging;

/// <summary>The rules of a <see cref="Vocabulary"/> as people write them, in any spelling; checked when one is made of them.</summary>
public sealed record VocabularyRules
{
    /// <summary>Names that become another tag, such as <c>motor car</c> → <c>car</c>. The old name no longer finds anything.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Rename { get; init; } = new Dictionary<string, string>();

    /// <summary>Other names of a tag, such as <c>automobile</c> → <c>car</c>: labels of that name become the tag, and a search for it finds the tag.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Alias { get; init; } = new Dictionary<string, string>();

    /// <summary>Broader names of a tag, such as <c>car</c> → <c>vehicle</c>: a search for one finds the tag. Parents of parents count too.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parent { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Tags that labels never give. People can still add them.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>The lowest confidence, 0–100, at which labels give a tag; <c>*</c> stands for every tag that is not named.</summary>
    /// <value>The default is empty: any confidence.</value>
    public IReadOnlyDictionary<string, double> Confidence { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Tags that do not go together, such as <c>kite</c> → <c>bird</c>: of those that labels give the surer stays, of equals the one on
    /// the right.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Exclude { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Tags without which another is not given, such as <c>kite</c> → <c>sky</c>; one of several is enough.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Need { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How several taggers are heard about a tag, by the tag; <c>*</c> stands for every tag that is not named.</summary>
    /// <value>The default is empty: the surest word counts.</value>
    public IReadOnlyDictionary<string, TaggerRule> Taggers { get; init; } = new Dictionary<string, TaggerRule>();

    /// <summary>
    /// Names of tags by language (<c>de</c>, <c>pt-br</c>), such as <c>dog</c> → <c>de</c> → Hund: a search for one finds the tag, and the
    /// first is shown to who chose the language. Labels do not become tags by them, so that stored records stay as they are.
    /// </summary>
    /// <value>The default is empty; the library knows names of some 320 everyday tags in five languages, which these replace tag by tag and language by language.</value>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> Names { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>();
}
