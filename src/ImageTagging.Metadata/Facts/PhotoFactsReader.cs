namespace ImageTagging.Metadata;

/// <summary>Reads the facts of photographs: EXIF, XMP, IPTC, files beside the picture, its name, the file's time - in this order.</summary>
/// <remarks>What one of them lacks or has damaged, the next may have: a fault loses its own facts alone. Threads may share it.</remarks>
/// <param name="timeout">How long one photograph may take; null for 10 seconds.</param>
/// <param name="timeProvider">The clock that ends a reading; null for the system's.</param>
public sealed class PhotoFactsReader(TimeSpan? timeout = null, TimeProvider? timeProvider = null)
{
    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Reads one photograph's facts.</summary>
    /// <param name="file">The picture, or its beginning, and what lies beside it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The facts; where nothing could be read in time, those of the name alone, with a warning.</returns>
    public async ValueTask<PhotoReading> ReadAsync(PhotoFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(_timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await Task.Run(() => Read(file, ending.Token), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(
                PhotoMetadata.Outside(file),
                $"Reading the metadata took longer than {_timeout.TotalSeconds:0.###} s and was given up."
            );
        }
    }

    private static PhotoReading Read(PhotoFile file, CancellationToken ending)
    {
        try
        {
            var (_, facts, lost) = PhotoMetadata.Read(file, isWhole: false, ending);
            return new(facts, lost is null ? null : $"Not all of the metadata could be read: {lost}.");
        }
        catch (UnreadableMetadataException fault)
        {
            var (_, facts, _) = PhotoMetadata.Read(file with { Content = default }, isWhole: false, ending);
            return new(facts, fault.Message);
        }
    }
}
