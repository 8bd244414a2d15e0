using System.Globalization;

namespace ImageTagging.Tool.Evaluating;

/// <summary>How often words are asked for: a list of frequencies (<c>word,count</c>), or a log of searches, one a line.</summary>
internal static class AskedWords
{
    /// <exception cref="ImageTaggingException">The file cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, double>(StringComparer.Ordinal);
        var isList = false;
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (number == 1 && line.Trim().TrimStart('\uFEFF').Equals("word,count", StringComparison.OrdinalIgnoreCase))
            {
                isList = true;
            }
            else if (line.Trim().Length == 0)
            {
                continue;
            }
            else if (isList)
            {
                var (word, count) = Counted(line, number);
                Add(asked, word, count);
            }
            else
            {
                foreach (var word in WordsOf(line))
                {
                    Add(asked, word, 1);
                }
            }
        }

        return asked.Count > 0
            ? asked
            : throw Fault(
                $"'{file}' names no word; write searches, one a line, or the heading word,count and lines such as dog,120"
            );
    }

    private static void Add(Dictionary<string, double> asked, string word, double count)
    {
        if (TagName.Normalize(word) is { Length: > 0 } normal)
        {
            asked[normal] = asked.GetValueOrDefault(normal) + count;
        }
    }

    private static (string Word, double Count) Counted(string line, int number)
    {
        var row = new CsvCells();
        try
        {
            if (
                row.Take(line)
                && row.Cells is [var word, var count]
                && double.TryParse(count, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times)
            )
            {
                return (word, times);
            }
        }
        catch (FormatException)
        {
            // Told below, with the line.
        }

        throw Fault(FormattableString.Invariant($"Line {number} of the words is no word and count; write dog,120"));
    }

    // What a search asks for, not what it asks to be absent; of a line that is no query each word.
    private static IEnumerable<string> WordsOf(string line)
    {
        try
        {
            return Indexing.QuerySemantics.PositiveTags(TagQueryParser.Parse(line)).Distinct(StringComparer.Ordinal);
        }
        catch (ImageTaggingException)
        {
            return line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    private static ImageTaggingException Fault(string what) => new(what + ".") { Code = "Usage" };
}
