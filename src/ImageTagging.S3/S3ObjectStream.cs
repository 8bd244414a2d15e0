using System.Net;
using Amazon.S3.Model;

namespace ImageTagging.S3;

/// <summary>An object's bytes; disposing it gives the connection back. Faults of the connection are plain I/O faults.</summary>
internal sealed class S3ObjectStream(GetObjectResponse answer, TimeProvider time) : ReadingStream
{
    // A store that stops in the middle, and keeps the connection, would hold its reader for ever.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private readonly Stream _inner = answer.ResponseStream;

    /// <summary>True if it is the part of the object that was asked for, not all of it.</summary>
    public bool IsPart => answer.HttpStatusCode == HttpStatusCode.PartialContent;

    public override long Length => answer.ContentLength;

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var pause = new CancellationTokenSource(s_longestPause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        try
        {
            return await _inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (pause.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The store sent nothing for {s_longestPause.TotalSeconds:0} seconds.", fault);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or IOException))
        {
            throw new IOException("The connection to the store broke while the picture was read.", fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }
}
