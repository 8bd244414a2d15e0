namespace ImageTagging;

/// <summary>Everything an index keeps of one image. Immutable; a write replaces it whole, under a condition.</summary>
public sealed record ImageRecord
{
    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>The key below the source's root.</summary>
    public required string Key { get; init; }

    /// <summary>Where people find it: a URI.</summary>
    public required string Location { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When the picture was last modified, in whole milliseconds.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The ETag or an equal; null where the source has none.</summary>
    public string? Version { get; init; }

    /// <summary>The endings of the files beside it that are the same picture, such as <c>.CR2</c> and <c>.MOV</c>; see <see cref="ImageFiles.KeyOf"/>.</summary>
    public IReadOnlyList<string> Companions { get; init; } = [];

    /// <summary>When the listing that these facts come from was read, in whole milliseconds.</summary>
    public required DateTimeOffset ListedAt { get; init; }

    /// <summary>The known ids of the content; the bytes are equal where any id agrees.</summary>
    public IReadOnlyList<ContentId> Contents { get; init; } = [];

    /// <summary>The picture's width in pixels, upright; null where unknown.</summary>
    public int? Width { get; init; }

    /// <summary>The picture's height in pixels, upright; null where unknown.</summary>
    public int? Height { get; init; }

    /// <summary>The perceptual hash, by which copies are found; null where no tagger told it.</summary>
    public PerceptualHash? Look { get; init; }

    /// <summary>The media type found in the content, such as <c>image/jpeg</c>; null where unknown.</summary>
    public string? MediaType { get; init; }

    /// <summary>The answer of each tagger, by the order of the names (ordinal).</summary>
    public IReadOnlyList<TaggerState> Taggers { get; init; } = [];

    /// <summary>The effective tags after vocabulary and corrections, by confidence falling, then by name (ordinal).</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The fingerprint of the vocabulary that <see cref="Tags"/> were projected with; null where none was.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The categories that the labels behind the effective tags name, normal form, sorted (ordinal), distinct.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Broader names, as tag and name pairs: a search for the name finds the tag.</summary>
    public IReadOnlyList<TagRelation> Parents { get; init; } = [];

    /// <summary>Other names, as tag and name pairs: a search for the name finds the tag.</summary>
    public IReadOnlyList<TagRelation> Aliases { get; init; } = [];

    /// <summary>People's corrections, oldest first; one a tag and a fact.</summary>
    public IReadOnlyList<Correction> Edits { get; init; } = [];

    /// <summary>The former content; null where there was none or it was dropped.</summary>
    public PreviousContent? Previous { get; init; }

    /// <summary>When it was found gone; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>The opaque version of the stored record; null on one that was not read from an index. Not part of what is stored.</summary>
    public string? Token { get; init; }

    /// <summary>Source and key.</summary>
    public ImageName Name => new(Source, Key);

    /// <summary>When labels were last answered; null where never.</summary>
    public DateTimeOffset? TaggedAt => Taggers.Max(t => t.TaggedAt);

    /// <summary>
    /// When, where and with what it was taken: what the first tagger says that knows, and over it the stars, favourite and title that
    /// people gave (<see cref="Edits"/>); null where there is nothing of both.
    /// </summary>
    public PhotoFacts? Facts => GivenFacts.Over(SeenFacts, Edits);

    /// <summary>The facts as the first tagger says them that knows, whatever people said since; null where none does.</summary>
    public PhotoFacts? SeenFacts
    {
        get
        {
            for (var i = 0; i < Taggers.Count; i++)
            {
                if (Taggers[i].Facts is { } facts)
                {
                    return facts;
                }
            }

            return null;
        }
    }

    /// <summary>The state, derived.</summary>
    public ImageStatus Status =>
        GoneAt is not null ? ImageStatus.Gone
        : Taggers.Count == 0 ? ImageStatus.Pending
        : Taggers.Any(t => t.Failure is not null && !t.HasAnswer) ? ImageStatus.Failed
        : Taggers.Any(t => t.Failure is not null) ? ImageStatus.Stale
        : ImageStatus.Tagged;

    /// <summary>True if any tagger's last attempt failed.</summary>
    public bool HasFailure => Taggers.Any(t => t.Failure is not null);

    /// <summary>The earliest time at which a failed tagger is due again; null where none is.</summary>
    public DateTimeOffset? DueAt => Taggers.Min(t => t.Failure?.DueAt);

    /// <summary>The facts that a planner needs of the taggers and the vocabulary.</summary>
    public RecordStamp Stamp => RecordStamp.Of(this);
}
