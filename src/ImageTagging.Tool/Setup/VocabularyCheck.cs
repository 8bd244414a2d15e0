namespace ImageTagging.Tool.Setup;

/// <summary>Refuses to write tags by another vocabulary than the one that a picture's tags were made with: its rules would be undone.</summary>
internal static class VocabularyCheck
{
    /// <exception cref="ImageTaggingException">The picture's tags were made with another vocabulary (code <c>OtherVocabulary</c>).</exception>
    public static void Holds(ImageRecord record, Vocabulary vocabulary)
    {
        // One that is gone keeps the vocabulary of its last day, and is projected anew when it comes back.
        if (record.GoneAt is not null || vocabulary.HasMade(record.Vocabulary))
        {
            return;
        }

        var made =
            Vocabulary.Empty.HasMade(record.Vocabulary)
                ? "without a vocabulary; leave --vocabulary out, or bring the index to it first with 'imagetag index --vocabulary FILE'."
            : vocabulary.Fingerprint == Vocabulary.Empty.Fingerprint
                ? "with a vocabulary, and none was given; name it with --vocabulary FILE."
            : "with another vocabulary than the one that was given; name theirs with --vocabulary FILE.";
        throw new ImageTaggingException($"The tags of '{record.Location}' were made {made}")
        {
            Kind = FailureKind.Refused,
            Code = "OtherVocabulary",
        };
    }
}
