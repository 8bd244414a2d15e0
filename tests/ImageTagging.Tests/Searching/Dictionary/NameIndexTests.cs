using ImageTagging.Searching;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Searching;

public sealed class NameIndexTests
{
    [Fact]
    public void Names_near_in_spelling_are_those_that_comparing_all_finds()
    {
        for (var seed = 0; seed < Trials.Count(2_000); seed++)
        {
            var random = new Random(seed);
            var names = Names(random, 60, "abc ").ToArray();
            var index = new NameIndex([.. names]);
            var text = Word(random, "abc ", random.Next(1, 8));
            var most = random.Next(1, 3);
            foreach (var isPrefix in new[] { false, true })
            {
                var expected = names
                    .Select(n =>
                        (
                            Entry: n,
                            Distance: isPrefix
                                ? Enumerable.Range(0, n.Name.Length + 1).Min(l => Distance(text, n.Name[..l]))
                                : Distance(text, n.Name)
                        )
                    )
                    .Where(n => n.Distance <= most)
                    .OrderBy(n => n.Distance)
                    .ThenByDescending(n => n.Entry.Count)
                    .ThenBy(n => n.Entry.Name, StringComparer.Ordinal)
                    .Take(7);
                Assert.True(
                    expected.SequenceEqual(index.Near(text, most, isPrefix, 7, out _)),
                    $"seed {seed}: {text} {most} {isPrefix}"
                );
            }

            Assert.True(
                names
                    .Where(n => n.Name.StartsWith(text, StringComparison.Ordinal))
                    .OrderByDescending(n => n.Count)
                    .ThenBy(n => n.Name, StringComparer.Ordinal)
                    .Take(5)
                    .SequenceEqual(index.StartingWith(text, 5)),
                $"seed {seed}: {text}"
            );
        }
    }

    [Fact]
    public void A_further_word_of_a_name_completes_too()
    {
        var index = new NameIndex([
            Entry("mobile phone", 5),
            Entry("phone", 9),
            Entry("head phone case", 7),
            Entry("phonograph", 1),
        ]);
        Assert.Equal(["head phone case", "mobile phone"], index.WithWord("phon", 5).Select(n => n.Name));
        Assert.Equal(["phone", "phonograph"], index.StartingWith("phon", 5).Select(n => n.Name));
        Assert.Equal(["phone"], index.StartingWith("", 1).Select(n => n.Name));
    }

    [Fact]
    public void Looking_for_errors_visits_few_of_fifty_thousand_names()
    {
        var random = new Random(1);
        var index = new NameIndex([.. Names(random, 50_000, "abcdefghijklmnopqrstuvwxyz")]);
        var letters = index.StartingWith("", 50_000).Sum(n => n.Name.Length);
        for (var i = 0; i < 200; i++)
        {
            index.Near(Word(random, "abcdefghijklmnopqrstuvwxyz", random.Next(3, 12)), 1, isPrefix: true, 10, out var one);
            index.Near(Word(random, "abcdefghijklmnopqrstuvwxyz", random.Next(6, 12)), 2, isPrefix: true, 10, out var two);
            Assert.InRange(one, 1, 10_000);
            Assert.InRange(two, 1, letters / 5);
        }
    }

    internal static IEnumerable<NameEntry> Names(Random random, int count, string letters) =>
        Enumerable
            .Range(0, count)
            .Select(_ => Word(random, letters, random.Next(1, 12)))
            .Distinct()
            .Select(n => Entry(n, random.Next(5)));

    internal static string Word(Random random, string letters, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Length)]));

    private static NameEntry Entry(string name, long count) => new(name, SuggestionKind.Tag, count, []);

    // Optimal string alignment, the whole table.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
