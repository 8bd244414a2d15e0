namespace ImageTagging;

/// <summary>How several taggers' words for one tag become its confidence.</summary>
public enum TaggerAgreement
{
    /// <summary>The surest word counts.</summary>
    Best,

    /// <summary>Every word raises it, as far as it is independent evidence (noisy-or): 60 % and 50 % are 80 %.</summary>
    Agree,

    /// <summary>The first tagger of an order that answered for the picture decides, also that the tag is not given.</summary>
    First,
}
