using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ImageTagging.Tool.Workers;

/// <summary>Lines of UTF-8 from a stream, a byte order mark before them passed over; a line that is too long comes empty.</summary>
internal static class InputLines
{
    /// <summary>The most bytes of a line.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    /// <summary>Lines with their numbers, from 1; null bytes for one that is too long. Lines of white space only are passed over.</summary>
    public static IAsyncEnumerable<(long Number, byte[]? Line)> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, keepsBlank: false, cancellationToken);

    /// <summary>The same; lines of white space only come too where they are to be kept.</summary>
    public static async IAsyncEnumerable<(long Number, byte[]? Line)> ReadAsync(
        Stream stream,
        bool keepsBlank,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var number = 0L;
        var isSkipping = false;
        while (true)
        {
            // A console's or a pipe's own reading cannot be called off.
            var read = await reader.ReadAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                number++;
                var line = Line(number, rest.Slice(0, end), isSkipping, keepsBlank);
                isSkipping = false;
                rest = rest.Slice(rest.GetPosition(1, end));
                if (keepsBlank || line is not { Length: 0 })
                {
                    yield return (number, line);
                }
            }

            if (read.IsCompleted)
            {
                // What was skipped may have ended just where the stream does.
                var last = Line(number + 1, rest, isSkipping, keepsBlank);
                if (last is not { Length: 0 })
                {
                    yield return (number + 1, last);
                }

                break;
            }

            if (rest.Length > MaxBytes)
            {
                isSkipping = true;
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, read.Buffer.End);
        }

        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private static byte[]? Line(long number, ReadOnlySequence<byte> bytes, bool isSkipping, bool keepsBlank)
    {
        if (isSkipping || bytes.Length > MaxBytes)
        {
            return null;
        }

        var line = bytes.ToArray();
        if (number == 1 && line.AsSpan().StartsWith(s_mark))
        {
            line = line[s_mark.Length..];
        }

        return keepsBlank || line.AsSpan().ContainsAnyExcept(" \t\r"u8) ? line : [];
    }
}
