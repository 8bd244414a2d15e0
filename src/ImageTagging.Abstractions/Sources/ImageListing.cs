namespace ImageTagging;

/// <summary>One picture as a source lists it: no byte of it has been read.</summary>
public sealed record ImageListing : SourceEntry
{
    /// <summary>The key, relative to the source's root. Any text; never to be used as a path unchecked.</summary>
    public required string Key { get; init; }

    /// <summary>Where people find it: <c>s3://bucket/key</c> or <c>file:///…</c>.</summary>
    public required string Location { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it was last modified, in whole milliseconds.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>An ETag or an equal; null where the source has none. With one on both sides it alone decides what changed.</summary>
    public string? Version { get; init; }

    /// <summary>The store's own id of this version of the object, for reading exactly it; null where there is none.</summary>
    public string? VersionId { get; init; }

    /// <summary>The content's ids that the listing tells without reading it; maybe empty.</summary>
    public IReadOnlyList<ContentId> Contents { get; init; } = [];

    /// <summary>The endings of the files beside it that are the same picture, such as <c>.CR2</c> and <c>.MOV</c> (<see cref="ImageFiles"/>); null where nobody looked.</summary>
    public IReadOnlyList<string>? Companions { get; init; }

    /// <summary>The keys of the files near it that tell of pictures (<c>.xmp</c>, <c>.json</c>), others' too; null where nobody looked.</summary>
    public IReadOnlySet<string>? Beside { get; init; }

    /// <summary>Why it cannot be read now (<see cref="FailureKind.NeedsRestore"/> for an archived object); null where it can.</summary>
    public ImageFailureReason? Unreadable { get; init; }

    /// <summary>When the page of the listing that holds this entry was read.</summary>
    public DateTimeOffset ListedAt { get; init; }

    /// <summary>Tells if this listing shows another picture, or another state of it, than the stored facts say.</summary>
    /// <param name="storedVersion">The version that is stored; null where none was told.</param>
    /// <param name="storedSize">The size that is stored, in bytes.</param>
    /// <param name="storedModifiedAt">The time that is stored.</param>
    /// <returns>True where the picture is another state than what is stored.</returns>
    /// <remarks>
    /// The version decides where both have one, else size and time do. The part of it that tells of files beside the picture
    /// (<see cref="ImageVersion"/>) counts for nothing where nobody looked for those (<see cref="Beside"/> is null).
    /// </remarks>
    public bool DiffersFrom(string? storedVersion, long storedSize, DateTimeOffset storedModifiedAt) =>
        Version is not null && storedVersion is not null
            ? !string.Equals(Version, storedVersion, StringComparison.Ordinal)
                && !(Beside is null && ImageVersion.OfPicture(storedVersion) == ImageVersion.OfPicture(Version))
            : Size != storedSize || ModifiedAt.ToUnixTimeMilliseconds() != storedModifiedAt.ToUnixTimeMilliseconds();
}
