namespace ImageTagging.Tool.Charts;

/// <summary>Pictures of each month, all (the first line) and those of some tags.</summary>
internal sealed record TagsOverTime(IReadOnlyList<DateTime> Months, IReadOnlyList<TagLine> Lines)
{
    // More cannot be read, on a chart or in a terminal.
    private const int MostPeriods = 60;
    private const int FarMonths = 60;
    private static readonly int[] s_steps = [1, 3, 12, 60, 120, 600, 1_200, 12_000];

    /// <summary>The same counts by months, quarters, years or more, so that they are few enough to be seen.</summary>
    /// <remarks>The first and last pictures are counted apart where they are few and years away from all others, as wrong clocks date them.</remarks>
    public TagsByPeriod ByPeriod()
    {
        if (Months.Count == 0)
        {
            return new(1, [], [], 0, 0);
        }

        var all = Lines[0].Counts;
        var most = all.Sum() < 10 ? 0 : Math.Max(1, all.Sum() / 50);
        var first = Core(Enumerable.Range(0, all.Count), all, most);
        var last = Core(Enumerable.Range(0, all.Count).Reverse(), all, most);
        if (first > last)
        {
            (first, last) = (0, all.Count - 1);
        }

        var step = s_steps.First(s => Period(last, s) - Period(first, s) < MostPeriods);
        var from = Period(first, step);
        var count = Period(last, step) - from + 1;
        var lines = Lines.Select(l => new TagLine(l.Tag, Folded(l.Counts)));
        return new(
            step,
            [.. Enumerable.Range(0, count).Select(i => StartOf(from + i, step))],
            [.. lines],
            all.Take(first).Sum(),
            all.Skip(last + 1).Sum()
        );

        long[] Folded(IReadOnlyList<long> counts)
        {
            var folded = new long[count];
            for (var month = first; month <= last; month++)
            {
                folded[Period(month, step) - from] += counts[month];
            }

            return folded;
        }
    }

    // Where the pictures begin that are not a few far away from the others.
    private static int Core(IEnumerable<int> months, IReadOnlyList<long> counts, long most)
    {
        var (core, passed, before) = (-1, 0L, -1);
        foreach (var month in months.Where(m => counts[m] > 0))
        {
            if (core < 0 || (passed <= most && Math.Abs(month - before) > FarMonths))
            {
                core = month;
            }

            passed += counts[month];
            before = month;
            if (passed > most)
            {
                // The next month could begin the core only if all until here were few.
                break;
            }
        }

        return core;
    }

    private int Period(int month, int step) => ((Months[month].Year * 12) + Months[month].Month - 1) / step;

    private static DateTime StartOf(int period, int step)
    {
        // A period that begins before the first year begins with it.
        var month = Math.Max(12, period * step);
        return new(month / 12, (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    }
}

/// <summary>One tag's pictures, month by month; null for all pictures.</summary>
internal sealed record TagLine(string? Tag, IReadOnlyList<long> Counts);
