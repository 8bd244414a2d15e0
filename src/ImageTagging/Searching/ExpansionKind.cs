namespace ImageTagging;

/// <summary>Why a word of a query finds tags of other names.</summary>
public enum ExpansionKind
{
    /// <summary>It is another name, or a broader name, of the tags.</summary>
    Name,

    /// <summary>Nothing is called so; the tag is the nearest in spelling.</summary>
    Typing,
}
