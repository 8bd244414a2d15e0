namespace ImageTagging.Writing;

/// <summary>The decision of an update about the stored record.</summary>
internal readonly record struct UpdateDecision
{
    /// <summary>The write to make; null where none is to be made.</summary>
    public RecordWrite? Write { get; private init; }

    /// <summary>True if somebody knows better: the stored listing is later than ours.</summary>
    public bool IsSuperseded { get; private init; }

    /// <summary>The index already has what we would write.</summary>
    public static UpdateDecision Done { get; }

    /// <summary>Somebody knows better.</summary>
    public static UpdateDecision Superseded { get; } = new() { IsSuperseded = true };

    /// <summary>Put this in place of what is stored.</summary>
    public static UpdateDecision Put(ImageRecord record, ImageRecord? stored) =>
        new() { Write = stored?.Token is { } token ? RecordWrite.Replace(record, token) : RecordWrite.Create(record) };

    /// <summary>Delete what is stored.</summary>
    public static UpdateDecision Delete(ImageRecord stored) => new() { Write = RecordWrite.Delete(stored.Name, stored.Token!) };
}
