namespace ImageTagging.Conformance;

/// <summary>Odd keys, tags and other text: nothing is lost, confused or taken for syntax.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexTextConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task Odd_keys_and_sources_are_kept_to_the_letter()
    {
        var records = OddTexts
            .Keys.SelectMany(k => new[] { SampleRecords.Of(k), SampleRecords.Of(new ImageName(k, k)) })
            .ToList();
        var index = await CreateAsync(records);
        var read = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        Assert.Equal(records.Select(r => r.Name), read.Select(r => r!.Name));
        foreach (var key in OddTexts.Keys)
        {
            var row = Assert.Single(
                await index.ScanAsync(SampleRecords.Source, KeyRange.Single(key), Cancel).ToListAsync(Cancel)
            );
            Assert.Equal(key, row.Key);
            Assert.Equal([key], await FindAsync(index, new SourceQuery(key)));
            Assert.Equal([key, key], await FindAsync(index, new KeyQuery(Escape(key))));
        }

        Assert.Equal(records.Count, (await index.SearchAsync(new() { Query = new EverythingQuery(), Size = 0 }, Cancel)).Total);
    }

    [Fact]
    public async Task A_name_in_either_form_of_its_letters_is_found_by_the_other()
    {
        const string Whole = "\u00DCbersee/Caf\u00E9.jpg";
        const string Apart = "U\u0308bersee/Cafe\u0301.jpg";
        const string Mixed = "\u00DCbersee/Cafe\u0301.jpg";
        string[] keys = [Whole, Apart, Mixed, "plain.jpg"];
        var index = await CreateAsync(keys.Select(k => SampleRecords.Of(new ImageName("Fotos Ko\u0308ln", k))));
        foreach (var typed in new[] { Whole, Apart, Mixed })
        {
            Assert.Equal(3, (await FindAsync(index, new KeyQuery(typed))).Count);
            Assert.Equal(3, (await FindAsync(index, new KeyQuery(typed[..^3] + "*"))).Count);
            Assert.Equal(
                3,
                (await FindAsync(index, new KeyQuery("*" + typed[(typed.IndexOf('/', StringComparison.Ordinal) + 1)..]))).Count
            );
        }

        Assert.Equal(["plain.jpg"], await FindAsync(index, new NotQuery(new KeyQuery("\u00DCbersee/*"))));
        Assert.Equal(4, (await FindAsync(index, new SourceQuery("Fotos K\u00F6ln"))).Count);
    }

    [Fact]
    public async Task Odd_tags_are_found_counted_and_selected()
    {
        var tags = OddTexts.Tags;
        var index = await CreateAsync(
            tags.Select(
                (t, i) =>
                    SampleRecords.Of($"{i:00}", (t, 93.12)) with
                    {
                        Categories = [t],
                        Aliases = [new(t, t)],
                        Parents = [new(t, t)],
                    }
            )
        );
        Assert.Equal(tags.Count, tags.Distinct(StringComparer.Ordinal).Count());
        for (var i = 0; i < tags.Count; i++)
        {
            Assert.Equal([$"{i:00}"], await FindAsync(index, new HasTagQuery(tags[i])));
            Assert.Equal([$"{i:00}"], await FindAsync(index, new HasTagQuery(tags[i], new(9_312), new(9_312))));
            Assert.Empty(await FindAsync(index, new HasTagQuery(tags[i], new(9_313))));
            Assert.Equal([$"{i:00}"], await FindAsync(index, new CategoryQuery(tags[i])));
            var selected = await index.SearchAsync(
                new()
                {
                    Query = new EverythingQuery(),
                    Selections = [new(FacetField.Tag, [tags[i]]), new(FacetField.Category, [tags[i]])],
                },
                Cancel
            );
            Assert.Equal($"{i:00}", Assert.Single(selected.Hits).Record.Key);
        }

        var counts = await index.CountTagsAsync(new() { ByName = true, Size = 1_000 }, Cancel);
        Assert.Equal(tags.Order(StringComparer.Ordinal), counts.Select(c => c.Value));
        var pairs = await index.CountTagsAsync(new() { Field = FacetField.Alias, Size = 1_000 }, Cancel);
        Assert.Equal(
            tags.Select(t => t + "\u001F" + t).Order(StringComparer.Ordinal),
            pairs.Select(c => c.Value).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_separator_never_gets_into_a_tag_so_it_cannot_forge_a_confidence()
    {
        var tag = TagName.Normalize("cat\u001F09999");
        Assert.DoesNotContain('\u001F', tag);
        var index = await CreateAsync([SampleRecords.Of("forged", (tag, 10)), SampleRecords.Of("true", ("cat", 50))]);
        Assert.Equal(["true"], await FindAsync(index, new HasTagQuery("cat")));
        Assert.Empty(await FindAsync(index, new HasTagQuery("cat", new(9_000))));
        Assert.Equal(["forged"], await FindAsync(index, new HasTagQuery(tag)));
    }

    [Fact]
    public async Task A_tag_that_begins_like_another_is_another()
    {
        string[] tags = ["cat", "cat ", "cats", "cat fish", "ca", "cát", "cat.", "cat\u0301"];
        var names = tags.Select(TagName.Normalize).Distinct(StringComparer.Ordinal).ToList();
        var index = await CreateAsync(names.Select((t, i) => SampleRecords.Of($"{i}", (t, 70))));
        for (var i = 0; i < names.Count; i++)
        {
            Assert.Equal([$"{i}"], await FindAsync(index, new HasTagQuery(names[i], new(7_000), new(7_000))));
        }
    }

    [Fact]
    public async Task Odd_labels_versions_locations_and_messages_are_kept_to_the_letter()
    {
        var records = OddTexts
            .Keys.Select(
                (text, i) =>
                    SampleRecords.Of($"{i:00}", ("cat", 50)) with
                    {
                        Location = text,
                        Version = text,
                        MediaType = text,
                        Taggers =
                        [
                            new()
                            {
                                Name = SampleRecords.Tagger,
                                Fingerprint = SampleRecords.Fingerprint,
                                Labels =
                                [
                                    new()
                                    {
                                        Name = text,
                                        Confidence = 100 / 3d,
                                        Parents = [text],
                                        Aliases = [text],
                                        Categories = [text],
                                    },
                                ],
                                Failure = SampleRecords.Failure() with { Message = text, Code = text },
                            },
                        ],
                        Edits = [SampleRecords.Edit("tag") with { By = text, Batch = text }],
                    }
            )
            .ToList();
        var index = await CreateAsync(records);
        var read = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        for (var i = 0; i < records.Count; i++)
        {
            RecordText.AssertSame(records[i], read[i]);
        }

        var rows = await index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).ToListAsync(Cancel);
        Assert.Equal(records.Select(r => r.Version), rows.Select(r => r.Version));
    }

    [Fact]
    public async Task A_key_that_is_no_valid_Unicode_harms_no_other_write()
    {
        var index = await CreateAsync();
        var broken = SampleRecords.Of("broken \uD800 key", ("cat", 50));
        var results = await index.WriteAsync(
            [
                RecordWrite.Create(SampleRecords.Of("a", ("cat", 50))),
                RecordWrite.Create(broken),
                RecordWrite.Create(SampleRecords.Of("b", ("cat", 50))),
            ],
            Cancel
        );
        await index.RefreshAsync(Cancel);
        Assert.Equal((WriteOutcome.Written, WriteOutcome.Written), (results[0].Outcome, results[2].Outcome));
        var found = await FindAsync(index, new HasTagQuery("cat"));
        Assert.Contains("a", found);
        Assert.Contains("b", found);
        // Either refused as this record's own failure, or kept under the name that its UTF-8 form stands for.
        var isKept = results[1].Outcome == WriteOutcome.Written;
        Assert.Equal(isKept ? 3 : 2, found.Count);
        Assert.Equal(isKept, await GetAsync(index, broken.Name) is not null);
        Assert.True(isKept || results[1] is { Outcome: WriteOutcome.Failed, Code.Length: > 0, Message.Length: > 0 });
    }

    private static string Escape(string key) => string.Concat(key.Select(c => c is '*' or '?' or '\\' ? "\\" + c : c.ToString()));
}
