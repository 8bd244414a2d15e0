namespace ImageTagging;

/// <summary>A tagger's part of a <see cref="RecordStamp"/>.</summary>
/// <param name="Name">The tagger's name.</param>
/// <param name="Fingerprint">What was asked when it answered; null where it never did.</param>
/// <param name="ModelVersion">The version of the model that answered.</param>
/// <param name="IsCut">Whether the answer held as many labels as it was limited to.</param>
/// <param name="HasFailure">Whether its last attempt failed; the record's due time then counts.</param>
public sealed record TaggerStamp(string Name, TaggerFingerprint? Fingerprint, string? ModelVersion, bool IsCut, bool HasFailure)
{
    /// <summary>The narrower question that the tags were projected for; null where all labels count.</summary>
    public TaggerFingerprint? Selected { get; init; }

    /// <summary>What was asked when the last attempt failed; null where none failed. Another question is a new start.</summary>
    public TaggerFingerprint? Asked { get; init; }
}
