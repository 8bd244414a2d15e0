namespace ImageTagging.Planning;

/// <summary>A record whose key was not listed.</summary>
/// <param name="Key">The key.</param>
/// <param name="ListedAt">When the listing was read that the record's facts came from, as the scan showed it.</param>
/// <param name="IsExpired">Whether it has been gone for so long that it is to be purged; else it is to be marked gone.</param>
/// <param name="IsPaired">Whether it is the same picture as one that was listed, under another ending.</param>
internal readonly record struct MissingImage(string Key, DateTimeOffset ListedAt, bool IsExpired, bool IsPaired = false);
