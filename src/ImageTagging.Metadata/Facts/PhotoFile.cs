namespace ImageTagging.Metadata;

/// <summary>A photograph with what lies beside it, to read its facts from.</summary>
public sealed record PhotoFile
{
    /// <summary>The picture's key or file name; the last part counts.</summary>
    public required string Name { get; init; }

    /// <summary>The picture, or its beginning where the rest is far away; empty where only what lies beside it is read.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The XMP files beside it (<see cref="PhotoNames.SidecarsOf(string)"/>), the one that counts first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sidecars { get; init; } = [];

    /// <summary>Google Takeout's file beside it (<see cref="PhotoNames.TakeoutsOf"/>); null where there is none.</summary>
    public ReadOnlyMemory<byte>? Takeout { get; init; }

    /// <summary>Another part of it, behind <see cref="Content"/>, where that is its beginning; empty where none was read.</summary>
    internal ReadOnlyMemory<byte> Part { get; init; }

    /// <summary>Where <see cref="Part"/> begins.</summary>
    internal long PartFrom { get; init; }

    /// <summary>When the file was last changed; null where it is not known.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}
