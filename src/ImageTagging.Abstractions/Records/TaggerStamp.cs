using System.Security.Cryptography;
using System.Text;

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

    /// <summary>The question of the last attempt that failed; null where none failed. Another question is a new start.</summary>
    public TaggerFingerprint? Asked { get; init; }

    /// <summary>The hash of the condition under which it was not called (<see cref="Condition"/> of <see cref="TaggerState.PassedOver"/>); null where it was called, or is to be.</summary>
    public string? PassedOver { get; init; }

    /// <summary>The name of a condition in a stamp: 16 hex digits of its hash.</summary>
    /// <param name="query">The condition's text; null for none.</param>
    /// <returns>The digits; null for none.</returns>
    public static string? Condition(string? query) =>
        query is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)).AsSpan(0, 8));
}
