using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>Scans: light rows in key order.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexScanConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task Rows_come_in_the_order_of_the_keys_UTF8_bytes_with_what_the_records_say()
    {
        var records = SampleRecords
            .Generate(11, 250, SampleRecords.Source)
            .Concat(OddTexts.Keys.Select(k => SampleRecords.Of(k, ("cat", 50))))
            .ToList();
        var index = await CreateAsync(records);
        var rows = await ScanAsync(index);
        var expected = records.OrderBy(r => r.Key, Utf8Order.Instance).ToList();
        Assert.Equal(expected.Select(r => r.Key), rows.Select(r => r.Key));
        foreach (var (record, row) in expected.Zip(rows))
        {
            RecordText.AssertSame(record, row);
        }
    }

    [Fact]
    public async Task Beyond_U_FFFF_the_order_is_that_of_the_bytes()
    {
        string[] keys = ["\uFFFD", "😀", "\uE000", "z", "\uD7FF", "a😀", "a\uFF21"];
        var index = await CreateAsync(keys.Select(k => SampleRecords.Of(k)));
        Assert.Equal(["a\uFF21", "a😀", "z", "\uD7FF", "\uE000", "\uFFFD", "😀"], (await ScanAsync(index)).Select(r => r.Key));
    }

    [Fact]
    public async Task A_range_holds_its_start_and_not_its_end()
    {
        string[] keys = ["a", "a/", "a/1", "a/2", "a0", "b", "b\0", "ba", "é", "\uFFFD", "😀"];
        var index = await CreateAsync(keys.Select(k => SampleRecords.Of(k)));
        KeyRange[] ranges =
        [
            new("a", "b"),
            new("a/", "a0"),
            new("", "a"),
            new("b", null),
            new("b", "b"),
            new("c", "a"),
            new("\uFFFD", null),
            new("😀", null),
            new("é", "😀"),
            KeyRange.WithPrefix("a/"),
            KeyRange.WithPrefix("b"),
            KeyRange.WithPrefix("nothing"),
            KeyRange.Single("b"),
            KeyRange.Single("c"),
            KeyRange.All.StrictlyAfter("a/1"),
            KeyRange.All,
            default,
        ];
        foreach (var range in ranges)
        {
            var expected = keys.Where(k =>
                    Utf8Order.Instance.Compare(k, range.From ?? "") >= 0
                    && (range.Before is null || Utf8Order.Instance.Compare(k, range.Before) < 0)
                )
                .Order(Utf8Order.Instance);
            Assert.Equal(expected, (await ScanAsync(index, range)).Select(r => r.Key));
        }
    }

    [Fact]
    public async Task Only_the_source_that_was_asked_for_is_read()
    {
        var index = await CreateAsync([
            SampleRecords.Of(new ImageName("s3://a", "1")),
            SampleRecords.Of(new ImageName("s3://a/", "2")),
            SampleRecords.Of(new ImageName("s3://ab", "3")),
            SampleRecords.Of(new ImageName("S3://A", "4")),
        ]);
        Assert.Equal(["1"], (await ScanAsync(index, source: "s3://a")).Select(r => r.Key));
        Assert.Equal(["3"], (await ScanAsync(index, source: "s3://ab")).Select(r => r.Key));
        Assert.Empty(await ScanAsync(index, source: "s3://"));
        Assert.Empty(await ScanAsync(index, source: "*"));
    }

    [Fact]
    public async Task Gone_records_are_read_too()
    {
        var index = await CreateAsync([SampleRecords.Of("a") with { GoneAt = SampleRecords.Start }, SampleRecords.Of("b")]);
        Assert.Equal([SampleRecords.Start, null], (await ScanAsync(index)).Select(r => r.GoneAt));
    }

    [Fact]
    public async Task Stamps_are_shared_within_a_scan()
    {
        var index = await CreateAsync(Enumerable.Range(0, 50).Select(i => SampleRecords.Of($"{i}")));
        var rows = await ScanAsync(index);
        Assert.All(rows, r => Assert.Same(rows[0].Stamp, r.Stamp));
    }

    [Fact]
    public async Task While_records_are_written_those_that_stay_come_once_and_in_order()
    {
        ImageRecord[] records = [.. Enumerable.Range(0, 3_000).Select(i => SampleRecords.Of(Key(i * 2), ("cat", 50)))];
        var index = await CreateAsync();
        var tokens = (await WriteAsync(index, [.. records.Select(RecordWrite.Create)])).Select(r => r.Token!).ToArray();
        await index.RefreshAsync(Cancel);
        var seen = new List<string>();
        var random = new Random(ConformanceTrials.Seed);
        await foreach (var row in index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel))
        {
            seen.Add(row.Key);
            if (seen.Count % 100 == 0)
            {
                // Replaced behind and ahead of the cursor, and new ones between.
                var some = Enumerable.Range(0, 20).Select(_ => random.Next(records.Length)).Distinct().ToArray();
                var results = await WriteAsync(
                    index,
                    [.. some.Select(i => RecordWrite.Replace(records[i] with { Size = 2 }, tokens[i]))]
                );
                for (var i = 0; i < some.Length; i++)
                {
                    tokens[some[i]] = results[i].Token!;
                }

                await TryAsync(index, RecordWrite.Create(SampleRecords.Of(Key((random.Next(3_000) * 2) + 1))));
                await index.RefreshAsync(Cancel);
            }
        }

        Assert.Equal(seen.Order(Utf8Order.Instance), seen);
        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(records.Select(r => r.Key).Except(seen, StringComparer.Ordinal));

        static string Key(int i) => i.ToString("000000", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_scan_may_be_left_early_and_another_begun()
    {
        var index = await CreateAsync(Enumerable.Range(0, 300).Select(i => SampleRecords.Of($"{i:000}")));
        for (var i = 0; i < 5; i++)
        {
            await foreach (var row in index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel))
            {
                Assert.Equal("000", row.Key);
                break;
            }
        }

        await PutAsync(index, SampleRecords.Of("new"));
        await index.RefreshAsync(Cancel);
        Assert.Equal(301, (await ScanAsync(index)).Count);
    }

    [Fact]
    public async Task Several_scans_at_once_do_not_disturb_each_other()
    {
        var index = await CreateAsync(Enumerable.Range(0, 400).Select(i => SampleRecords.Of($"{i:000}")));
        var scans = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Task.Run(async () => await ScanAsync(index, new($"{i}00", $"{i + 1}00")), Cancel))
        );
        Assert.All(scans, s => Assert.Equal(100, s.Count));
    }

    private static async ValueTask<List<IndexedImage>> ScanAsync(
        ITagIndex index,
        KeyRange? range = null,
        string source = SampleRecords.Source
    ) => await index.ScanAsync(source, range ?? KeyRange.All, Cancel).ToListAsync(Cancel);
}
