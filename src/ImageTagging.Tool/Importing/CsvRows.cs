using System.Runtime.CompilerServices;
using System.Text;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Importing;

/// <summary>Rows of a CSV file in UTF-8, or in UTF-16 with its mark, at memory that no row can exceed.</summary>
internal static class CsvRows
{
    private const int MostLines = 1_000;
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The rows. Behind one that is refused, reading goes on with the line after its first.</summary>
    /// <param name="from">The file's bytes; can be sought.</param>
    /// <param name="separatorOf">
    /// What stands between cells, by the first line that is not blank; null for a line that only says so (<c>sep=;</c>), which
    /// is no row.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<CsvRow> ReadAsync(
        Stream from,
        Func<string, CsvSeparator> separatorOf,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        CsvSeparator? separator = null;
        var text = await Utf8Async(from, cancellationToken).ConfigureAwait(false);
        var lines = InputLines.ReadAsync(text, keepsBlank: true, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = lines.ConfigureAwait(false);
        // Lines of a refused row, to be read again.
        var ahead = new LinkedList<(long Number, byte[]? Line)>();
        var taken = new List<(long Number, byte[]? Line)>();
        while (true)
        {
            taken.Clear();
            CsvCells? cells = null;
            var (bytes, isWhole, fault) = (0, false, (string?)null);
            while (!isWhole && fault is null)
            {
                (long Number, byte[]? Line) next;
                if (ahead.First is { } again)
                {
                    next = again.Value;
                    ahead.RemoveFirst();
                }
                else if (await lines.MoveNextAsync().ConfigureAwait(false))
                {
                    next = lines.Current;
                }
                else if (taken.Count == 0)
                {
                    yield break;
                }
                else
                {
                    fault = "A quote is opened and never closed.";
                    break;
                }

                if (taken.Count == 0 && next.Line is { } first && !first.AsSpan().ContainsAnyExcept(" \t\r"u8))
                {
                    continue;
                }

                if (separator is null)
                {
                    separator = separatorOf(next.Line is { } line ? Encoding.UTF8.GetString(line) : "");
                    if (separator.IsAlone)
                    {
                        continue;
                    }
                }

                cells ??= new(separator.Value);
                taken.Add(next);
                bytes += (next.Line?.Length ?? 0) + 1;
                (isWhole, fault) = Take(cells, next.Line, bytes, taken.Count);
            }

            yield return new(taken[0].Number, bytes, cells!.Cells, fault);
            for (var i = taken.Count - 1; fault is not null && i > 0; i--)
            {
                ahead.AddFirst(taken[i]);
            }
        }
    }

    // Excel's "Unicode Text" is UTF-16.
    private static async ValueTask<Stream> Utf8Async(Stream from, CancellationToken cancellationToken)
    {
        var mark = new byte[2];
        var start = from.Position;
        var count = await from.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        from.Position = start;
        Encoding? encoding = mark switch
        {
            [0xFF, 0xFE] when count == 2 => Encoding.Unicode,
            [0xFE, 0xFF] when count == 2 => Encoding.BigEndianUnicode,
            _ => null,
        };
        return encoding is null ? from : Encoding.CreateTranscodingStream(from, encoding, Encoding.UTF8, leaveOpen: true);
    }

    private static (bool IsWhole, string? Fault) Take(CsvCells cells, byte[]? line, int bytes, int lines)
    {
        if (line is null || bytes > InputLines.MaxBytes)
        {
            return (false, $"The row has more than {InputLines.MaxBytes} bytes; is a quote never closed?");
        }

        if (lines > MostLines)
        {
            return (false, $"The row has more than {MostLines} lines; is a quote never closed?");
        }

        try
        {
            return (cells.Take(s_strict.GetString(line)), null);
        }
        catch (DecoderFallbackException)
        {
            return (false, "It is not in UTF-8; Excel saves such a file as 'CSV UTF-8'.");
        }
        catch (FormatException fault)
        {
            return (false, fault.Message);
        }
    }
}
