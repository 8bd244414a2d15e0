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

    /// <summary>As <see cref="Meaning"/>, but no picture shows all that was asked: pictures without the tags come later.</summary>
    Bonus,

    /// <summary>Nothing is called so, and nothing is near enough in meaning. Beside other words it is left out; alone it finds nothing.</summary>
    Unknown,
}
