namespace ImageTagging;

/// <summary>How an <see cref="ImageSearch"/> works.</summary>
public sealed record ImageSearchOptions
{
    /// <summary>How long the tag dictionary serves before it is read again, while searches go on with the old one.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan DictionaryAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The vocabulary that the tags were projected with, for the reasons of hits.</summary>
    /// <value>The default is the empty one.</value>
    public Vocabulary Vocabulary { get; set; } = Vocabulary.Empty;

    /// <summary>The model of words' meanings, for words that nothing is called; null for no search by meaning.</summary>
    /// <remarks>Several searches may share it. They do not dispose it.</remarks>
    public IWordMeaning? Meaning { get; set; }
}
