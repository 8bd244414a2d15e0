using System.Globalization;
using DuckDB.NET.Data;
using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>The statistics job, and what stands in its tables.</summary>
internal static class StatisticsTables
{
    // All exports by one Spark: starting it takes longer than the tables.
    private const string Each = """
        import runpy, sys
        script, *calls = sys.argv[1:]
        for export, to in zip(calls[::2], calls[1::2]):
            sys.argv = [script, export, "--to", to, "--pairs-of", "6", "--least-pairs", "1"]
            try:
                runpy.run_path(script, run_name="__main__")
            except SystemExit as end:
                assert end.code == 0, end.code
        """;

    public static async Task MakeAsync(TempFolder folder, params IEnumerable<(string Export, string To)> exports)
    {
        await File.WriteAllTextAsync(folder.File("each.py"), Each);
        var (exit, output, error) = await Programs.SparkAsync([
            folder.File("each.py"),
            Path.Combine(TestPaths.RepositoryRoot, "spark", "tag_statistics.py"),
            .. exports.SelectMany(e => (string[])[folder.File(e.Export), folder.File(e.To)]),
        ]);
        Assert.True(exit == 0, output + error);
    }

    /// <summary>Name and count of each row, a line each, in order.</summary>
    public static string[] Read(string to, string kind, string table, string name, string count, string more = "")
    {
        var files = Path.Combine(to, $"{table}.{kind}", $"*.{kind}");
        var from =
            kind == "csv" ? $"read_csv('{files}', header = true, quote = '\"', escape = '\"', all_varchar = true)" : $"'{files}'";
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT {name}, {count} FROM {from} {more}";
        using var reader = command.ExecuteReader();
        var rows = new List<KeyValuePair<string, long>>();
        while (reader.Read())
        {
            rows.Add(new(reader.GetString(0), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture)));
        }

        return Sorted(rows);
    }

    public static string[] Sorted(IEnumerable<KeyValuePair<string, long>> counts) =>
        [.. counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")).Order(StringComparer.Ordinal)];
}
