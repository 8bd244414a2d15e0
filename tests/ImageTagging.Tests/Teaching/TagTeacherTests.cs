using ImageTagging.Teaching;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Teaching;

/// <summary>Tags that are taught by examples, over made vectors whose truth is known.</summary>
public sealed class TagTeacherTests
{
    private const string Space = "made-1";
    private const int Dimensions = 32;

    private readonly InMemoryTagIndex _index = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly TagTeacher _teacher;

    public TagTeacherTests() => _teacher = new(_index, timeProvider: _time);

    [Fact]
    public async Task Corrections_teach_a_tag_that_finds_the_others_and_says_how_good_it_is()
    {
        await PutAsync(400);
        var taught = await _teacher.TeachAsync(Request(yes: 20, no: 40));

        Assert.Equal((20, 40, 1), (taught.Yes, taught.No, taught.Version));
        Assert.Empty(taught.Warnings);
        Assert.Equal(5, taught.Quality!.Folds);
        Assert.True(taught.Quality.Precision is { Value: > 0.9, Low: > 0.7, High: <= 1 }, $"{taught.Quality}");
        var report = await _teacher.ApplyAsync();
        Assert.True(report.Changed > 50, $"{report}");
        var (right, wrong, missed) = await CountAsync("party");
        Assert.True(right > 5 * wrong && right > 5 * missed, $"{right} {wrong} {missed}");

        // Nothing was taught since: nothing is done, and no picture was looked at.
        Assert.Equal(new(0, 0, []), await _teacher.ApplyAsync() with { Conflicts = [] });
    }

    [Fact]
    public async Task A_taught_tag_is_one_taggers_answer_and_a_persons_word_wins()
    {
        await PutAsync(200);
        await _teacher.TeachAsync(Request(yes: 20, no: 40));
        await _teacher.ApplyAsync();
        var named = (await AllAsync()).First(r => r.Edits.Count == 0 && r.Tags.Any(t => t.Name == "party"));
        var state = named.Taggers.Single(t => t.Name == TaughtTag.TaggerName);
        Assert.Equal("party", Assert.Single(state.Labels).Name);
        Assert.True(state is { HasAnswer: true, IsAuthored: false });
        Assert.NotEmpty(named.Taggers.Single(t => t.Name == "local").Labels);

        await new TagCurator(_index).CorrectAsync([named.Name], new() { By = "me", Remove = ["party"] });
        await _teacher.TeachAsync(Request(yes: 0, no: 0));
        await _teacher.ApplyAsync();
        Assert.DoesNotContain((await GetAsync(named.Name)).Tags, t => t.Name == "party");
    }

    [Fact]
    public async Task A_judgement_of_what_is_so_already_is_kept_as_an_example()
    {
        await PutAsync(10);
        var name = (await AllAsync())[0].Name;
        var change = new TagChange { By = "me", Remove = ["party"] };
        Assert.Equal(1, (await new TagCurator(_index).CorrectAsync([name], change)).Unchanged);
        Assert.Equal(1, (await new TagCurator(_index).CorrectAsync([name], change with { IsJudgement = true })).Changed);
        Assert.False(Assert.Single((await GetAsync(name)).Edits).IsAdded);
    }

    [Fact]
    public async Task Undone_the_version_before_counts_again_and_then_none()
    {
        await PutAsync(200);
        var first = await _teacher.TeachAsync(Request(yes: 10, no: 20));
        await _teacher.ApplyAsync();
        var before = await TaughtAsync();
        await _teacher.TeachAsync(Request(yes: 10, no: 20, skip: 30));
        await _teacher.ApplyAsync();

        var restored = await _teacher.UndoAsync("Party");
        Assert.Equal(1, restored!.Version);
        Assert.Equal(first.Weights, restored.Weights);
        await _teacher.ApplyAsync();
        Assert.Equal(before, await TaughtAsync());

        Assert.Null(await _teacher.UndoAsync("party"));
        await _teacher.ApplyAsync();
        Assert.Empty(await TaughtAsync());
        Assert.Empty(await _teacher.ListAsync());
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await _teacher.UndoAsync("party"));
        Assert.Equal("NotTaught", fault.Code);
    }

    [Fact]
    public async Task Versions_beyond_eight_are_dropped_the_oldest_first()
    {
        await PutAsync(60);
        for (var i = 0; i < 10; i++)
        {
            await _teacher.TeachAsync(Request(yes: 5, no: 10));
        }

        Assert.Equal(8, await _index.ListStatesAsync("taught/").CountAsync());
        Assert.Equal(10, Assert.Single(await _teacher.ListAsync()).Version);
    }

    [Fact]
    public async Task Exported_and_imported_it_says_the_same_elsewhere()
    {
        await PutAsync(120);
        var taught = await _teacher.TeachAsync(Request(yes: 10, no: 20));
        await _teacher.ApplyAsync();
        var document = TaughtTagDocument.Write(taught);

        var other = new InMemoryTagIndex();
        await other.WriteAsync([.. Made(120).Select(RecordWrite.Create)]);
        var elsewhere = new TagTeacher(other, timeProvider: _time);
        var imported = await elsewhere.ImportAsync(TaughtTagDocument.Read(document));
        await elsewhere.ApplyAsync();
        Assert.Equal(taught.Weights, imported.Weights);
        Assert.Equal(taught.LabelWeights.OrderBy(l => l.Key), imported.LabelWeights.OrderBy(l => l.Key));
        Assert.Equal(await TaughtAsync(), await TaughtAsync(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"taughtTag\":2,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\" \",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"\",\"threshold\":50,\"weights\":\"AACAPw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":500,\"weights\":\"AACAPw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AAA=\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"?\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AADAfw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":null,\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\"}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"yes\":-1}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"bias\":1e30}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"bias\":1e999}")]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":1e999,\"weights\":\"AACAPw==\"}")]
    [InlineData(
        "{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"labels\":{\"cat\":1e999}}"
    )]
    [InlineData(
        "{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"quality\":{\"precision\":{\"value\":1e999},\"recall\":{},\"averagePrecision\":0,\"folds\":5}}"
    )]
    [InlineData("{\"taughtTag\":1,\"tag\":\"\\ud800\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\"}")]
    [InlineData(
        "{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"yesQuery\":\"((((\"}"
    )]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"warnings\":[null]}")]
    [InlineData(
        "{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"warnings\":[\"\\u001b[2J\"]}"
    )]
    [InlineData("{\"taughtTag\":1,\"tag\":\"a\",\"space\":\"s\",\"threshold\":50,\"weights\":\"AACAPw==\",\"by\":\"a\\nb\"}")]
    public void What_is_no_taught_tag_is_refused_with_a_sentence(string document)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => TaughtTagDocument.Read(document));
        Assert.Equal("NoTaughtTag", fault.Code);
    }

    [Fact]
    public async Task Too_few_examples_and_all_of_one_kind_are_told()
    {
        await PutAsync(100);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _teacher.TeachAsync(Request(yes: 0, no: 5))
        );
        Assert.Equal("NoExamples", fault.Code);

        var few = await _teacher.TeachAsync(Request(yes: 1, no: 0));
        Assert.Equal((5, 15), (few.No, few.Presumed));
        Assert.Null(few.Quality);
        Assert.Equal(3, few.Warnings.Count);

        await new TagCurator(_index).CorrectAsync(new HasEditsQuery(), new() { By = "me", Add = ["other"] });
        var others = await _teacher.TeachAsync(new() { Tag = "other", By = "me" });
        Assert.Equal((6, 0), (others.Yes, others.No));
        Assert.True(others.Presumed > 10);
        Assert.Contains(others.Warnings, w => w.StartsWith("No picture said no", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queries_are_examples_and_are_asked_again_by_the_next_version()
    {
        await PutAsync(300);
        var first = await _teacher.TeachAsync(
            new()
            {
                Tag = "party",
                By = "me",
                YesQuery = new HasTagQuery("balloon"),
                NoQuery = new HasTagQuery("forest"),
            }
        );
        Assert.True(first is { Yes: > 20, No: > 20 }, $"{first.Yes} {first.No}");
        Assert.DoesNotContain(await AllAsync(), r => r.Edits.Count > 0);
        var second = await _teacher.TeachAsync(new() { Tag = "party", By = "me" });
        Assert.Equal((first.Yes, first.No, 2), (second.Yes, second.No, second.Version));
    }

    [Fact]
    public async Task A_wanted_precision_is_reached_where_examples_allow_it()
    {
        await PutAsync(400, noise: 3);
        var balanced = await _teacher.TeachAsync(Request(yes: 60, no: 120));
        var strict = await _teacher.TeachAsync(Request(yes: 0, no: 0) with { Precision = 0.95 });
        Assert.True(strict.Threshold > balanced.Threshold, $"{strict.Threshold} {balanced.Threshold}");
        Assert.True(strict.Quality!.Precision.Value >= 0.95, $"{strict.Quality}");
        Assert.True(strict.Quality.Recall.Value < balanced.Quality!.Recall.Value, $"{strict.Quality} {balanced.Quality}");
    }

    [Fact]
    public async Task Confidences_are_about_the_share_that_holds()
    {
        await PutAsync(3_000, noise: 3);
        await _teacher.TeachAsync(Request(yes: 60, no: 120));
        var book = new TaughtBook([.. (await _teacher.ListAsync()).Select(t => t with { Threshold = 0 })]);
        var told = Made(3_000, noise: 3)
            .Skip(600)
            .Select(r => (Share: book.LabelsOf(r)[0].Confidence / 100, Is: IsParty(r)))
            .ToArray();
        // A third of the examples said yes, as a third of all pictures do.
        var error = told.GroupBy(t => (int)Math.Min(4, t.Share * 5))
            .Sum(g => g.Count() * Math.Abs(g.Average(t => t.Share) - g.Average(t => t.Is ? 1.0 : 0)));
        Assert.True(error / told.Length < 0.1, $"{error / told.Length}");
    }

    [Fact]
    public async Task Interrupted_it_goes_on_where_it_was()
    {
        await PutAsync(1_600);
        await _teacher.TeachAsync(Request(yes: 20, no: 40));
        using var stop = new CancellationTokenSource();
        var seen = new List<long>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _teacher.ApplyAsync(
                new Told(n =>
                {
                    seen.Add(n);
                    stop.Cancel();
                }),
                stop.Token
            )
        );
        Assert.Equal(500, Assert.Single(seen));
        var report = await _teacher.ApplyAsync(new Told(seen.Add));
        Assert.Equal(1_100, report.Changed + report.Unchanged);
        Assert.Equal([500, 1_000, 1_500, 1_600], seen);
        var (right, wrong, missed) = await CountAsync("party");
        Assert.True(right > 5 * (wrong + missed), $"{right} {wrong} {missed}");
    }

    [Fact]
    public async Task Taught_by_pictures_of_which_none_foretells_the_others_a_tag_ranks_all_the_same()
    {
        // Two that have it have nothing in common, and each that has it not is like one of them and held back with the other.
        var made = Made(14)
            .Select(
                (r, i) =>
                {
                    var vector = new float[Dimensions];
                    vector[i < 2 ? i : 1 - (i % 2)] = 1;
                    vector[i] += i < 2 ? 0 : 0.6f;
                    return r with
                    {
                        Tags = [],
                        Taggers = [r.Taggers[0] with { Labels = [], Embedding = Embedding.FromVector(Space, vector) }],
                    };
                }
            )
            .ToArray();
        await _index.WriteAsync([.. made.Select(RecordWrite.Create)]);
        var taught = await _teacher.TeachAsync(
            new()
            {
                Tag = "party",
                By = "me",
                Yes = [.. made[..2].Select(r => r.Name)],
                No = [.. made[2..].Select(r => r.Name)],
            }
        );
        var odds = made.Select(r => r.Taggers[0].Embedding!.Components.ToArray().Zip(taught.Weights, (c, w) => c * w).Sum())
            .ToArray();
        Assert.True(odds[..2].Min() > odds[2..].Max());
    }

    [Fact]
    public async Task Review_asks_for_both_kinds_and_never_what_was_answered_or_skipped()
    {
        await PutAsync(300);
        var first = await _teacher.ReviewAsync(new() { Tag = "party", Count = 10 });
        Assert.Equal(10, first.Count);
        Assert.All(first, p => Assert.Null(p.Confidence));
        await _teacher.TeachAsync(Request(yes: 3, no: 6));
        var second = await _teacher.ReviewAsync(new() { Tag = "party", Count = 20 });
        Assert.Equal(20, second.Select(p => p.Record.Name).Distinct().Count());
        Assert.All(second, p => Assert.True(p.Record.Edits.Count == 0 && p.Confidence is >= 0 and <= 100));
        var third = await _teacher.ReviewAsync(
            new()
            {
                Tag = "party",
                Count = 20,
                Skipped = [.. second.Select(p => p.Record.Name)],
                Query = new HasTagQuery("forest"),
            }
        );
        Assert.Empty(third.Select(p => p.Record.Name).Intersect(second.Select(p => p.Record.Name)));
        Assert.All(third, p => Assert.Contains(p.Record.Tags, t => t.Name == "forest"));
    }

    [Fact]
    public async Task Review_asks_about_the_picture_that_a_search_for_the_tag_shows_first_of_those_nobody_answered()
    {
        await PutAsync(300);
        await _teacher.TeachAsync(Request(yes: 10, no: 20));
        await _teacher.ApplyAsync();
        for (var round = 0; round < 3; round++)
        {
            var search = await _index.SearchAsync(new() { Query = new HasTagQuery("party"), Size = 300 });
            var first = search.Hits.First(h => h.Record.Edits.Count == 0).Record.Name;
            var asked = await _teacher.ReviewAsync(new() { Tag = "party", Count = 5 });
            Assert.Equal(first, asked[1].Record.Name);
            Assert.Equal(5, asked.Select(p => p.Record.Name).Distinct().Count());
            await _teacher.TeachAsync(
                new()
                {
                    Tag = "party",
                    By = "me",
                    Yes = [first],
                }
            );
        }
    }

    [Fact]
    public async Task Review_asks_about_the_likeliest_picture_where_no_search_finds_the_tag()
    {
        await PutAsync(300);
        await _teacher.TeachAsync(Request(yes: 10, no: 20));
        var asked = await _teacher.ReviewAsync(new() { Tag = "party", Count = 5 });
        var all = await _teacher.ReviewAsync(new() { Tag = "party", Count = 100 });
        Assert.Equal(all.Max(p => p.Confidence), asked[1].Confidence);
        Assert.All(asked.Where((_, i) => i != 1), p => Assert.True(p.Confidence < asked[1].Confidence));
    }

    [Fact]
    public async Task Pictures_without_a_vector_teach_nothing_and_are_counted()
    {
        await _index.WriteAsync([.. Made(5).Select(r => RecordWrite.Create(r with { Taggers = [] }))]);
        var names = (await AllAsync()).Select(r => r.Name).ToArray();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _teacher.TeachAsync(
                new()
                {
                    Tag = "party",
                    By = "me",
                    Yes = names[..3],
                    No = names[3..],
                }
            )
        );
        Assert.Equal("NoEmbedding", fault.Code);
    }

    [Theory]
    [InlineData("a/b\\c:d*?\"<>|")]
    [InlineData("../../etc/passwd")]
    [InlineData("\ud800 half")]
    [InlineData("\u202egnp.exe")]
    [InlineData("\u001b[31mred")]
    [InlineData("\"; DROP TABLE tags; --")]
    public async Task A_tag_of_any_name_is_taught_found_and_undone(string name)
    {
        await PutAsync(60);
        var taught = await _teacher.TeachAsync(Request(yes: 5, no: 10) with { Tag = name });
        await _teacher.ApplyAsync();
        Assert.Equal(TagName.Normalize(name), taught.Tag);
        Assert.True((await _index.SearchAsync(new() { Query = new HasTagQuery(taught.Tag) })).Total >= 5);
        Assert.Null(await _teacher.UndoAsync(name));
        await _teacher.ApplyAsync();
        Assert.Empty(await TaughtAsync());
    }

    [Fact]
    public async Task A_name_of_a_million_characters_is_cut_as_every_tag_is()
    {
        await PutAsync(30);
        var taught = await _teacher.TeachAsync(Request(yes: 5, no: 10) with { Tag = new string('x', 1_000_000) });
        Assert.Equal(TagName.MaxLength, taught.Tag.Length);
        await _teacher.ApplyAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Who_teaches_is_a_name_also_where_only_searches_are_examples(string by)
    {
        await PutAsync(60);
        foreach (var name in (string[])[by, new string('x', 70_000)])
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await _teacher.TeachAsync(
                    new()
                    {
                        Tag = "party",
                        By = name,
                        YesQuery = new HasTagQuery("balloon"),
                    }
                )
            );
            Assert.Equal("ChangeRefused", fault.Code);
        }

        Assert.Empty(await _teacher.ListAsync());
    }

    [Fact]
    public async Task Labels_of_long_foreign_names_leave_a_document_that_can_be_read()
    {
        var letters = string.Concat(Enumerable.Range(0, 76).Select(i => (char)(0x4e00 + i)));
        await _index.WriteAsync([
            .. Made(300)
                .Select(
                    (r, i) =>
                        RecordWrite.Create(
                            r with
                            {
                                Taggers = [r.Taggers[0] with { Labels = [new() { Name = $"{letters}{i:D3}", Confidence = 80 }] }],
                            }
                        )
                ),
        ]);
        var taught = await _teacher.TeachAsync(Request(yes: 90, no: 180));
        Assert.True(taught.LabelWeights.Count > 20);
        Assert.Equal(taught.LabelWeights.Count, Assert.Single(await _teacher.ListAsync()).LabelWeights.Count);
    }

    [Fact]
    public async Task What_the_index_keeps_is_damaged_it_is_told_and_taught_again_or_undone()
    {
        await PutAsync(120);
        await _teacher.TeachAsync(Request(yes: 10, no: 20));
        await _teacher.ApplyAsync();
        var before = await TaughtAsync();

        // Nobody knows how far it is: all are gone through again.
        await DamageAsync("taught-applied", "{");
        Assert.Equal(new(0, 120, []), await _teacher.ApplyAsync() with { Conflicts = [] });

        await _teacher.TeachAsync(Request(yes: 0, no: 0));
        await DamageAsync((await _index.ListStatesAsync("taught/").LastAsync()).Name, "{\"taughtTag\":1");
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await _teacher.ApplyAsync());
        Assert.Equal("NoTaughtTag", fault.Code);
        Assert.Contains("Teach the tag again, or undo", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await _teacher.UndoAsync("party"))!.Version);
        await _teacher.ApplyAsync();
        Assert.Equal(before, await TaughtAsync());

        await DamageAsync((await _index.ListStatesAsync("taught/").LastAsync()).Name, "?");
        Assert.Equal(2, (await _teacher.TeachAsync(Request(yes: 0, no: 0))).Version);
        await _teacher.ApplyAsync();
        Assert.Equal(2, Assert.Single(await _teacher.ListAsync()).Version);
        Assert.NotEmpty(await _teacher.ReviewAsync(new() { Tag = "party" }));
    }

    [Fact]
    public async Task Vectors_of_another_length_are_of_another_kind()
    {
        await PutAsync(60);
        var odd = Made(90)
            .Skip(60)
            .Select(r =>
                RecordWrite.Create(
                    r with
                    {
                        Taggers = [r.Taggers[0] with { Embedding = Embedding.FromVector(Space, [1, 0, 1]) }],
                    }
                )
            );
        await _index.WriteAsync([.. odd]);
        var taught = await _teacher.TeachAsync(Request(yes: 10, no: 20));
        Assert.Equal(Dimensions, taught.Weights.Count);
        await _teacher.ApplyAsync();
        Assert.All((await AllAsync()).Skip(60), r => Assert.DoesNotContain(r.Taggers, t => t.Name == TaughtTag.TaggerName));
        Assert.All(await _teacher.ReviewAsync(new() { Tag = "party" }), p => Assert.True(p.Record.Key.CompareTo("00060") < 0));
    }

    private async Task DamageAsync(string name, string value)
    {
        var entry = (await _index.ReadStateAsync(name))!;
        Assert.True(await _index.TryWriteStateAsync(entry with { Value = value }));
    }

    private static TeachRequest Request(int yes, int no, int skip = 0) =>
        new()
        {
            Tag = "Party",
            By = "me",
            Yes = [.. Made(600).Skip(skip).Where(IsParty).Take(yes).Select(r => r.Name)],
            No = [.. Made(600).Skip(skip).Where(r => !IsParty(r)).Take(no).Select(r => r.Name)],
        };

    private async Task PutAsync(int count, double noise = 1) =>
        await _index.WriteAsync([.. Made(count, noise).Select(RecordWrite.Create)]);

    // Every third picture is of a party: its vector leans one way, and most have balloons.
    private static IEnumerable<ImageRecord> Made(int count, double noise = 1)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var isParty = i % 3 == 0;
            var vector = new float[Dimensions];
            for (var c = 0; c < Dimensions; c++)
            {
                vector[c] = (float)((random.NextDouble() - 0.5) * noise);
            }

            vector[3] += isParty ? 0.8f : -0.8f;
            var label = isParty == (random.NextDouble() < 0.8) ? "balloon" : "forest";
            yield return new()
            {
                Source = "s",
                Key = $"{i:D5}.jpg",
                Location = $"file:///{i:D5}.jpg",
                Size = 1,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Tags = [new(label, Confidence.Floor(80))],
                Taggers =
                [
                    new()
                    {
                        Name = "local",
                        Fingerprint = new("a", 0, 0),
                        Labels = [new() { Name = label, Confidence = 80 }],
                        Embedding = Embedding.FromVector(Space, vector),
                    },
                ],
            };
        }
    }

    private static bool IsParty(ImageRecord record) => int.Parse(record.Key.AsSpan(0, 5)) % 3 == 0;

    private async Task<(int Right, int Wrong, int Missed)> CountAsync(string tag)
    {
        var all = await AllAsync();
        return (
            all.Count(r => IsParty(r) && r.Tags.Any(t => t.Name == tag)),
            all.Count(r => !IsParty(r) && r.Tags.Any(t => t.Name == tag)),
            all.Count(r => IsParty(r) && r.Tags.All(t => t.Name != tag))
        );
    }

    private async Task<string[]> TaughtAsync(InMemoryTagIndex? index = null) =>
        [
            .. (await (index ?? _index).ReadAllAsync().ToListAsync())
                .Where(r => r.Taggers.Any(t => t.Name == TaughtTag.TaggerName))
                .Select(r => $"{r.Key} {r.Taggers.Single(t => t.Name == TaughtTag.TaggerName).Labels[0].Confidence}"),
        ];

    private async Task<List<ImageRecord>> AllAsync() => await _index.ReadAllAsync().ToListAsync();

    private async Task<ImageRecord> GetAsync(ImageName name) => (await _index.GetManyAsync([name]))[0]!;

    private sealed class Told(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
