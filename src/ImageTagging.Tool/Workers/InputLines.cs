using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ImageTagging.Tool.Workers;

/// <summary>Lines of UTF-8 from a stream, each to be used before the next is asked for; a line that is too long comes empty.</summary>
internal static class InputLines
{
    /// <summary>The most bytes of a line.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Lines with their numbers, from 1; null bytes for one that is too long. Lines of white space only are passed over.</summary>
    public static async IAsyncEnumerable<(long Number, byte[]? Line)> ReadAsync(
        Stream stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var number = 0L;
        var isSkipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                number++;
                var line = Line(rest.Slice(0, end), isSkipping);
                isSkipping = false;
                rest = rest.Slice(rest.GetPosition(1, end));
                if (line is not { Length: 0 })
                {
                    yield return (number, line);
                }
            }

            if (read.IsCompleted)
            {
                if (!rest.IsEmpty && Line(rest, isSkipping) is not { Length: 0 } and var last)
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

    private static byte[]? Line(ReadOnlySequence<byte> bytes, bool isSkipping)
    {
        if (isSkipping || bytes.Length > MaxBytes)
        {
            return null;
        }

        var line = bytes.ToArray();
        return line.AsSpan().ContainsAnyExcept(" \t\r"u8) ? line : [];
    }
}
