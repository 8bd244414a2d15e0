namespace ImageTagging;

/// <summary>The content of a record before its content changed, kept so that renumbering and swapping pay nothing.</summary>
public sealed record PreviousContent
{
    /// <summary>The former content's ids.</summary>
    public required IReadOnlyList<ContentId> Contents { get; init; }

    /// <summary>The taggers' answers for it.</summary>
    public required IReadOnlyList<TaggerState> Taggers { get; init; }

    /// <summary>People's corrections of it.</summary>
    public required IReadOnlyList<Correction> Edits { get; init; }

    /// <summary>The former picture's width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>The former picture's height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The former picture's media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>When it was replaced; kept for <c>RemoveAfter</c> from then.</summary>
    public required DateTimeOffset ReplacedAt { get; init; }
}
