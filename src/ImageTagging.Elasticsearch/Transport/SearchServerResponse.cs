using System.Buffers;

namespace ImageTagging.Elasticsearch;

/// <summary>A search server's answer, read whole. Who receives it disposes it; the body is valid until then.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The body.</param>
/// <param name="retryAfter">What the server asks to wait before the next attempt; null where it does not say.</param>
/// <param name="rented">The array of <see cref="ArrayPool{T}.Shared"/> that holds the body and goes back on disposal; null for none.</param>
internal sealed class SearchServerResponse(
    int status,
    ReadOnlyMemory<byte> body,
    TimeSpan? retryAfter = null,
    byte[]? rented = null
) : IDisposable
{
    private byte[]? _rented = rented;

    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>True if the status is 200–299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The wait that the server asks for before the next attempt; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
