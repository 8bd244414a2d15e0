namespace ImageTagging.Metadata;

/// <summary>Reads metadata of pictures from outside: what takes too long stops.</summary>
internal sealed class BoundedReader(TimeSpan timeout, TimeProvider time)
{
    /// <exception cref="UnreadableMetadataException">The picture is damaged, or took too long.</exception>
    public async ValueTask<ImageMetadata> ReadAsync(PhotoFile file, bool isWhole, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await Task.Run(() => PhotoMetadata.Read(file, isWhole, ending.Token), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            var message = $"Reading the metadata took longer than {timeout.TotalSeconds:0.###} s and was given up.";
            throw new UnreadableMetadataException("MetadataTimedOut", message, fault);
        }
    }
}
