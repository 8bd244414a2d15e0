namespace ImageTagging.Semantics.Tests;

/// <summary>The vectors of names that one process leaves to the next.</summary>
public sealed class CacheFileTests : IDisposable
{
    private static readonly string[] s_names = ["sea", "dog", "tower", "computer", "child", "forest", "xyzzyplugh", "two\nlines"];
    private readonly string _folder = Directory.CreateTempSubdirectory("imagetagging-").FullName;

    private string File => Path.Combine(_folder, "pictures.db-meanings");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_worked_out_the_next_one_knows_and_answers_alike()
    {
        using var without = new SentenceModel();
        var expected = await NearAsync(without, s_names);
        using (var first = new SentenceModel(new() { CacheFile = File }))
        {
            Assert.Equal(expected, await NearAsync(first, s_names));
        }

        using var next = new SentenceModel(new() { CacheFile = File });
        // A name with a line end is not kept, and does no harm.
        Assert.Equal(1, next.CountUnknown(s_names));
        Assert.Equal(0, next.CountUnknown(s_names[..7]));
        await next.PrepareAsync(s_names[..7], Cancel);
        Assert.False(next.IsLoaded);
        Assert.Equal(expected, await NearAsync(next, s_names));
    }

    [Fact]
    public async Task The_first_question_of_a_process_finds_every_name_that_was_prepared()
    {
        string[] many = [.. Enumerable.Range(0, 1_100).Select(i => $"thing {i}"), "sea"];
        using (var first = new SentenceModel(new() { CacheFile = File }))
        {
            Assert.Equal(many.Length, first.CountUnknown(many));
            await first.PrepareAsync(many, Cancel);
            Assert.Equal(0, first.CountUnknown(many));
        }

        using var next = new SentenceModel(new() { CacheFile = File });
        // A name that came since stands before those that are known.
        Assert.Equal("sea", (await NearAsync(next, ["coastline of the north", .. many]))[0].Name);
    }

    [Fact]
    public async Task Names_that_are_gone_leave_the_file()
    {
        using (var first = new SentenceModel(new() { CacheFile = File }))
        {
            await first.PrepareAsync(["sea", "dog"], Cancel);
            await first.PrepareAsync(["sea", "tower"], Cancel);
        }

        using var next = new SentenceModel(new() { CacheFile = File });
        Assert.Equal(1, next.CountUnknown(["sea", "dog", "tower"]));
    }

    [Theory]
    [InlineData("cut short")]
    [InlineData("longer")]
    [InlineData("empty")]
    [InlineData("nothing but zeros")]
    [InlineData("of another model")]
    [InlineData("a spoilt vector")]
    [InlineData("a negative number of names")]
    [InlineData("more names than there are")]
    [InlineData("no number")]
    public async Task A_damaged_file_is_as_none_and_is_replaced(string damage)
    {
        using (var first = new SentenceModel(new() { CacheFile = File }))
        {
            await first.PrepareAsync(["sea", "dog"], Cancel);
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        var mark = "MiniLM-L6 vectors 1\n".Length;
        var damaged = damage switch
        {
            "cut short" => bytes[..^1],
            "longer" => [.. bytes, 0],
            "empty" => [],
            "nothing but zeros" => new byte[bytes.Length],
            "of another model" => [(byte)'X', .. bytes[1..]],
            "a spoilt vector" => [.. bytes[..^900], .. new byte[900]],
            "a negative number of names" => [.. bytes[..mark], 0xFF, 0xFF, 0xFF, 0xFF, .. bytes[(mark + 4)..]],
            "more names than there are" => [.. bytes[..mark], 0xFF, 0xFF, 0xFF, 0x7F, .. bytes[(mark + 4)..]],
            _ => [.. bytes[..^4], .. BitConverter.GetBytes(float.NaN)],
        };
        await System.IO.File.WriteAllBytesAsync(File, damaged, Cancel);
        using (var next = new SentenceModel(new() { CacheFile = File }))
        {
            Assert.Equal(2, next.CountUnknown(["sea", "dog"]));
            Assert.Equal("sea", (await NearAsync(next, ["sea", "dog"]))[0].Name);
        }

        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File, Cancel));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_or_read_is_as_none()
    {
        foreach (var path in (string[])[Path.Combine(_folder, "no such folder", "file"), _folder])
        {
            using var model = new SentenceModel(new() { CacheFile = path });
            Assert.Equal("sea", (await NearAsync(model, s_names))[0].Name);
        }
    }

    [Fact]
    public async Task Models_that_share_a_file_never_leave_half_of_one()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Task.Run(
                        async () =>
                        {
                            using var model = new SentenceModel(new() { CacheFile = File });
                            await model.PrepareAsync([.. s_names[..6], $"thing {i}"], Cancel);
                        },
                        Cancel
                    )
                )
        );
        using var next = new SentenceModel(new() { CacheFile = File });
        Assert.Equal(0, next.CountUnknown(s_names[..6]));
    }

    [Fact]
    public async Task What_was_worked_out_before_it_was_ended_is_kept()
    {
        string[] many = [.. Enumerable.Range(0, 2_000).Select(i => $"thing {i}")];
        using var stop = new CancellationTokenSource();
        using (var first = new SentenceModel(new() { CacheFile = File }))
        {
            var preparing = Task.Run(async () => await first.PrepareAsync(many, stop.Token), Cancel);
            while (first.Kept == 0)
            {
                await Task.Yield();
            }

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => preparing);
        }

        using var next = new SentenceModel(new() { CacheFile = File });
        Assert.InRange(next.CountUnknown(many), 1, many.Length - 1);
    }

    [Fact]
    public void An_empty_path_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new SentenceModel(new() { CacheFile = "" }));
        Assert.Contains("The file that keeps vectors", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<IReadOnlyList<NearName>> NearAsync(SentenceModel model, IReadOnlyList<string> names) =>
        (await model.FindNearestAsync(["ocean"], names, 24, Cancel))[0];
}
