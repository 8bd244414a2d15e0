using ImageTagging.Searching;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Searching;

public sealed class SpellingRowsTests
{
    /// <summary>The rows against the whole table, worked out the slow way.</summary>
    [Fact]
    public void Whatever_is_near_enough_to_count_has_the_distance_that_the_whole_table_gives()
    {
        for (var seed = 0; seed < Trials.Count(50_000); seed++)
        {
            var random = new Random(seed);
            var (text, name) = (Word(random), Word(random));
            var most = random.Next(1, 3);
            var rows = new SpellingRows(text, most);
            var alive = name.TakeWhile(rows.Add).Count();
            var expected = Distance(text, name);
            if (expected <= most)
            {
                Assert.True(
                    alive == name.Length && rows.End == expected,
                    $"seed {seed}: {text}, {name}: {rows.End}, not {expected}"
                );
            }
            else
            {
                Assert.True(alive < name.Length || rows.End > most, $"seed {seed}: {text}, {name}: {rows.End}, not {expected}");
            }
        }
    }

    [Fact]
    public void A_prefix_that_is_kept_need_not_be_worked_out_again()
    {
        var rows = new SpellingRows("mountain", 2);
        Assert.True("mount".All(rows.Add));
        Assert.True("ainpass".TakeWhile(rows.Add).Count() >= 3);
        Assert.Equal(5, rows.KeepPrefix(5));
        Assert.True("ain".All(rows.Add));
        Assert.Equal(0, rows.End);
        Assert.Equal(8, rows.KeepPrefix(20));
    }

    [Fact]
    public void The_best_end_is_of_the_part_that_stands_at_the_beginning()
    {
        var rows = new SpellingRows("moutain", 2);
        Assert.True("mountain".All(rows.Add));
        Assert.Equal((1, 1), (rows.End, rows.BestEnd));
        rows.Add(' ');
        rows.Add('p');
        Assert.Equal(1, rows.BestEnd);
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => "abc"[random.Next(3)]));

    // Optimal string alignment: letters that changed places are one error.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] =
                    i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
