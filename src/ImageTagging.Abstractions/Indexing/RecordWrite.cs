namespace ImageTagging;

/// <summary>One write with its condition: put or delete.</summary>
public sealed record RecordWrite
{
    private RecordWrite(ImageName name, ImageRecord? record, string? token) => (Name, Record, Token) = (name, record, token);

    /// <summary>The image.</summary>
    public ImageName Name { get; }

    /// <summary>The record that is put; null for a delete.</summary>
    public ImageRecord? Record { get; }

    /// <summary>The token that the stored record must have; null: it must be absent.</summary>
    public string? Token { get; }

    /// <summary>Puts a record where none is.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The write.</returns>
    public static RecordWrite Create(ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(record.Name, record, null);
    }

    /// <summary>Puts a record in place of the one with this token.</summary>
    /// <param name="record">The record.</param>
    /// <param name="token">The token of the record that it replaces.</param>
    /// <returns>The write.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public static RecordWrite Replace(ImageRecord record, string token)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(token);
        return new(record.Name, record, token);
    }

    /// <summary>Deletes the record with this token.</summary>
    /// <param name="name">The image.</param>
    /// <param name="token">The token of the record that is deleted.</param>
    /// <returns>The write.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public static RecordWrite Delete(ImageName name, string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return new(name, null, token);
    }
}
