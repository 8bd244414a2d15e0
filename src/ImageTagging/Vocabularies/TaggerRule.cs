namespace ImageTagging;

/// <summary>How taggers are heard about a tag. What people and cameras wrote counts fully, whatever the rule.</summary>
public sealed record TaggerRule
{
    /// <summary>How several words become one.</summary>
    /// <value>The default is <see cref="TaggerAgreement.Best"/>.</value>
    public TaggerAgreement Rule { get; init; } = TaggerAgreement.Best;

    /// <summary>How far each tagger is trusted, by its name: its confidence is multiplied by 0–1.</summary>
    /// <value>The default is 1 for each.</value>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>For <see cref="TaggerAgreement.First"/>: the taggers' names, who wins first. Of those that are not named the surest counts where none of these answered.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Order { get; init; } = [];
}
