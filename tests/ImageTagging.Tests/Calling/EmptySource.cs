namespace ImageTagging.Tests.Calling;

/// <summary>A source of numbered images that nobody reads.</summary>
internal sealed class EmptySource : IImageSource
{
    public string Name => "test://empty";

    public ImageToTag Image(int number) =>
        new(
            this,
            new()
            {
                Key = $"{number:000000}.jpg",
                Location = $"test://empty/{number:000000}.jpg",
                Size = 1,
                ModifiedAt = DateTimeOffset.UnixEpoch,
            }
        );

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
