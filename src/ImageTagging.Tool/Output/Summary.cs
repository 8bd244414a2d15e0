using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>The last words of <c>index</c>, <c>plan</c> and <c>prune</c>, for people and as JSON.</summary>
internal static class Summary
{
    public static void Write(ToolOutput output, RunCounts counts, TimeSpan duration, string index, RunEnd? end = null)
    {
        output.Object("summary", w => Write(w, counts, duration, index, end));
    }

    public static void Write(Utf8JsonWriter w, RunCounts counts, TimeSpan duration, string index, RunEnd? end)
    {
        Members(w, counts);
        w.WriteNumber("seconds", Math.Round(duration.TotalSeconds, 3));
        w.WriteString("index", index);
        if (end is { } reason)
        {
            w.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()));
        }
    }

    public static void Members(Utf8JsonWriter w, RunCounts counts)
    {
        foreach (var (name, value) in Integers(counts))
        {
            w.WriteNumber(name, value);
        }

        w.WriteNumber("cost", counts.Cost);
    }

    /// <summary>The numbers that are not zero, in words.</summary>
    public static string Words(RunCounts counts, params string[] names)
    {
        var shown = Integers(counts).Where(n => names.Contains(n.Name) && (n.Value > 0 || n.Name == "listed"));
        return string.Join(", ", shown.Select(n => n.Value.ToString("N0", CultureInfo.InvariantCulture) + " " + n.Name));
    }

    public static string Money(decimal cost) => "$" + cost.ToString("0.00##", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, long Value)> Integers(RunCounts c) =>
        [
            ("listed", c.Listed),
            ("new", c.New),
            ("changed", c.Changed),
            ("stale", c.Stale),
            ("due", c.Due),
            ("waiting", c.Waiting),
            ("moved", c.Moved),
            ("gone", c.Gone),
            ("unchanged", c.Unchanged),
            ("tagged", c.Tagged),
            ("reused", c.Reused),
            ("failed", c.Failed),
            ("skipped", c.Skipped),
            ("left", c.Left),
            ("purged", c.Purged),
            ("gaps", c.Gaps),
            ("paidCalls", c.PaidCalls),
            ("retries", c.Retries),
            ("throttles", c.Throttles),
        ];
}
