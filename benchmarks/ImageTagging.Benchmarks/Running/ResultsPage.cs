using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageTagging.Benchmarks;

/// <summary>Writes the dated page of results, and the page that links them, from the sets' files.</summary>
internal static class ResultsPage
{
    public static int Write(Dictionary<string, string> options)
    {
        var from = options.GetValueOrDefault("from") ?? Path.Combine(Repository.Root, "artifacts", "bench");
        var to = options.GetValueOrDefault("to") ?? Path.Combine(Repository.Root, "docs", "results");
        var lines = Directory.Exists(from)
            ? Directory.GetFiles(from, "*.json").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(l => l.Length > 0)
            : [];
        var measured = lines.Select(l => JsonSerializer.Deserialize(l, MeasurementJson.Default.MeasurementLine)!).ToList();
        if (measured.Count == 0)
        {
            Console.Error.WriteLine($"There are no results in {from}: run a set first.");
            return 3;
        }

        var day = measured.Max(m => m.Date).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(to);
        File.WriteAllText(Path.Combine(to, day + ".md"), Page(day, measured, options.GetValueOrDefault("tests")));
        File.WriteAllText(Path.Combine(to, "README.md"), Overview(to));
        Console.WriteLine(Path.Combine(to, day + ".md"));
        return 0;
    }

    internal static string Page(string day, IReadOnlyList<MeasurementLine> measured, string? tests)
    {
        var page = new StringBuilder();
        var invariant = CultureInfo.InvariantCulture;
        page.Append(invariant, $"# Results of {day}\n\nWritten by `eng/prove` from what the benchmarks measured.\n\n");
        foreach (var machine in measured.Select(m => m.Machine).Distinct(StringComparer.Ordinal))
        {
            page.Append(invariant, $"- Machine: {machine}\n");
        }

        foreach (var commit in measured.Select(m => m.Commit).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            page.Append(invariant, $"- Commit: `{commit}`\n");
        }

        var judged = measured.Where(m => m.Met is not null).ToList();
        page.Append(invariant, $"- Bars reached: {judged.Count(m => m.Met == true)} of {judged.Count}\n");
        foreach (var missed in judged.Where(m => m.Met == false))
        {
            page.Append(
                invariant,
                $"- Missed: {missed.Set}, {Cell(missed.Name)}: {missed.Value:#,0.###} {Cell(missed.Unit)}, not {missed.Bar}\n"
            );
        }

        if (!string.IsNullOrWhiteSpace(tests))
        {
            page.Append(invariant, $"- Tests with all trials: {tests}\n");
        }

        foreach (var set in measured.GroupBy(m => m.Set, StringComparer.Ordinal))
        {
            var first = set.First();
            page.Append(invariant, $"\n## {first.Set}\n\n{first.Title}\n\n");
            page.Append(
                invariant,
                $"`{first.Command}`, {first.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC, commit `{first.Commit}`\n\n"
            );
            page.Append("| measure | figure | unit | bar | reached |\n| --- | ---: | --- | --- | --- |\n");
            foreach (var m in set)
            {
                var reached = m.Met switch
                {
                    true => "yes",
                    false => "**no**",
                    null => "",
                };
                page.Append(invariant, $"| {Cell(m.Name)} | {m.Value:#,0.###} | {Cell(m.Unit)} | {m.Bar} | {reached} |\n");
            }
        }

        return page.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Overview(string folder)
    {
        var pages = Directory
            .GetFiles(folder, "????-??-??.md")
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .OrderDescending(StringComparer.Ordinal)
            .ToList();
        var overview = new StringBuilder("# Results\n\n");
        overview.Append(CultureInfo.InvariantCulture, $"The newest: [{pages[0]}]({pages[0]}.md).\n\n");
        overview.Append("`eng/prove` measures them on your machine and writes such a page.\n");
        foreach (var page in pages.Skip(1))
        {
            overview.Append(CultureInfo.InvariantCulture, $"\n- [{page}]({page}.md)");
        }

        return overview.ToString().TrimEnd() + "\n";
    }
}
