namespace ImageTagging.Tool.Exporting;

/// <summary>Writes records one after the other. For one caller at a time.</summary>
internal interface IRecordWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ImageRecord record, CancellationToken cancellationToken);

    /// <summary>Writes what is waiting and what ends the file; nothing is written afterwards.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
