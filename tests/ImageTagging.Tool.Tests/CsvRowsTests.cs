using System.Text;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Importing;

namespace ImageTagging.Tool.Tests;

public sealed class CsvRowsTests
{
    private static readonly string[] s_pieces = ["a", "\"", ",", "\n", "\r\n", ";", " ", "\u00e9", "\U0001F408", "long word"];

    [Fact]
    public async Task What_is_written_by_the_rules_of_CSV_is_read_as_it_was()
    {
        for (var seed = 0; seed < Trials.Count(2_000); seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable
                .Range(0, random.Next(1, 6))
                .Select(_ => Enumerable.Range(0, random.Next(2, 5)).Select(_ => Cell(random)).ToArray())
                .ToArray();
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var text = string.Join(end, rows.Select(r => string.Join(',', r.Select(c => Written(c, random)))));
            var read = await ReadAsync(text + (random.Next(2) == 0 ? end : ""));
            Assert.True(read.All(r => r.Fault is null), $"seed {seed}: {read.FirstOrDefault(r => r.Fault is not null)?.Fault}");
            Assert.True(
                rows.Select(r => string.Join('|', r)).SequenceEqual(read.Select(r => string.Join('|', r.Cells))),
                $"seed {seed}: {text}"
            );
        }
    }

    [Fact]
    public async Task Whatever_a_file_holds_every_row_is_told_in_order_and_the_end_is_reached()
    {
        for (var seed = 0; seed < Trials.Count(2_000); seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, 40).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
            var numbers = (await ReadAsync(text + "\nlast,row")).ConvertAll(r => r.Number);
            Assert.True(numbers.SequenceEqual(numbers.Distinct().Order()), $"seed {seed}");
        }
    }

    // What is blank altogether is a blank line, which is no row.
    private static string Cell(Random random) =>
        "x" + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));

    private static string Written(string cell, Random random) =>
        cell.AsSpan().ContainsAny("\",\r\n") || random.Next(3) == 0
            ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : cell;

    private static async Task<List<CsvRow>> ReadAsync(string text)
    {
        var rows = new List<CsvRow>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await foreach (var row in CsvRows.ReadAsync(stream, _ => new(','), TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
