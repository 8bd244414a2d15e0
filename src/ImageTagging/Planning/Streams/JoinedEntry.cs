namespace ImageTagging.Planning;

/// <summary>One step of a join: a key of the source, of the index, or of both.</summary>
/// <param name="Entry">What the source listed: a picture, or a gap or an exclusion, which have no key; null where the source has not the key.</param>
/// <param name="Stored">What the index has under the key; null where it has nothing.</param>
/// <param name="IsPaired">Whether what is stored and was not listed is the same picture as one that was, under another ending.</param>
internal readonly record struct JoinedEntry(SourceEntry? Entry, IndexedImage? Stored, bool IsPaired = false);
