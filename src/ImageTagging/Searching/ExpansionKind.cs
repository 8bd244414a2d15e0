namespace ImageTagging;

/// <summary>Why a word of a query finds tags of other names.</summary>
public enum ExpansionKind
{
    /// <summary>It is another name, or a broader name, of the tags.</summary>
    Name,

    /// <summary>Nothing is called so; the tag is the nearest in spelling.</summary>
    Typing,

    /// <summary>Nothing is called so; the tags are near in meaning, the nearest first.</summary>
    Meaning,

    /// <summary>
    /// As <see cref="Meaning"/>, but pictures without the tags are found too, and only come later: beside other words, where the tags have
    /// little to do with the word, or where no picture shows all.
    /// </summary>
    Bonus,

    /// <summary>Nothing is called so, and nothing is near in meaning. Beside other words it is left out; alone it finds nothing.</summary>
    Unknown,
}
