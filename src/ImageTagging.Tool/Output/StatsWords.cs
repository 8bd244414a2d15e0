using System.Globalization;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Tool.Output;

/// <summary>Counts in words, as JSON and as bars of characters; each returns the chart of the same counts.</summary>
/// <param name="output">Where to.</param>
/// <param name="language">The language in which people are shown tags; null for none.</param>
internal sealed class StatsWords(ToolOutput output, string? language)
{
    // A terminal's worth; JSON and the chart have all.
    private const int MostPairs = 20;

    public Chart Tell(IReadOnlyList<TagCount> tags)
    {
        foreach (var tag in tags)
        {
            output.Object(
                "tag",
                w =>
                {
                    w.WriteString("tag", tag.Value);
                    w.WriteNumber("count", tag.Count);
                }
            );
        }

        TagCount[] shown = [.. tags.Select(t => t with { Value = TagWords.Shown(t.Value, language) })];
        Bars(shown, "There are no tags.");
        return IndexCharts.Distribution(shown);
    }

    /// <summary>Counts of another field's values.</summary>
    public Chart Tell(IReadOnlyList<TagCount> values, string of)
    {
        foreach (var value in values)
        {
            output.Object(
                "value",
                w =>
                {
                    w.WriteString("of", of);
                    w.WriteString("value", value.Value);
                    w.WriteNumber("count", value.Count);
                }
            );
        }

        Bars(values, $"There are no {of}.");
        return IndexCharts.Distribution(values, of);
    }

    public Chart Tell(TagsTogether together)
    {
        foreach (var (one, other) in together.Pairs())
        {
            output.Object(
                "pair",
                w =>
                {
                    w.WriteString("tag", together.Tags[one]);
                    w.WriteString("other", together.Tags[other]);
                    w.WriteNumber("count", together.Count(one, other));
                    w.WriteNumber("lift", Math.Round(together.Lift(one, other), 4));
                }
            );
        }

        var shown = together.Named(t => TagWords.Shown(t, language));
        Bars(
            [
                .. shown
                    .Pairs()
                    .Take(MostPairs)
                    .Select(p => new TagCount($"{shown.Tags[p.One]} + {shown.Tags[p.Other]}", shown.Count(p.One, p.Other))),
            ],
            "No picture has two of these tags."
        );
        return IndexCharts.Together(shown);
    }

    public Chart Tell(IReadOnlyList<ConfidenceCount> counts)
    {
        foreach (var count in counts)
        {
            output.Object(
                "confidence",
                w =>
                {
                    w.WriteNumber("from", count.From);
                    w.WriteNumber("to", count.To);
                    w.WriteNumber("count", count.Count);
                }
            );
        }

        Bars([.. counts.Select(c => new TagCount(c.Name, c.Count))], "");
        return IndexCharts.Confidences(counts);
    }

    public Chart Tell(TagsOverTime time)
    {
        for (var i = 0; i < time.Months.Count; i++)
        {
            foreach (var line in time.Lines)
            {
                output.Object(
                    "month",
                    w =>
                    {
                        w.WriteString("month", Month(time.Months[i]));
                        w.WriteString("tag", line.Tag);
                        w.WriteNumber("count", line.Counts[i]);
                    }
                );
            }
        }

        var shown = time.Lines.Select(l => l.Tag is { } tag ? l with { Tag = TagWords.Shown(tag, language) } : l);
        var folded = (time with { Lines = [.. shown] }).ByPeriod();
        var bars = folded.Periods.Select((_, i) => new TagCount(folded.Name(i), folded.Lines[0].Counts[i])).ToList();
        if (folded.Before > 0)
        {
            bars.Insert(0, new TagCount("long before", folded.Before));
        }

        if (folded.After > 0)
        {
            bars.Add(new TagCount("long after", folded.After));
        }

        Bars(bars, "There are no pictures.");
        return IndexCharts.OverTime(folded);
    }

    private void Bars(IReadOnlyList<TagCount> counts, string none)
    {
        if (counts.Count == 0)
        {
            output.Note(none);
        }

        foreach (var line in TerminalBars.Lines(counts, output.IsOutputTerminal ? Console.WindowWidth : 80))
        {
            output.Line(line);
        }
    }

    private static string Month(DateTime month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
