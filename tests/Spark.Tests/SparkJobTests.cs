namespace ImageTagging.Spark.Tests;

/// <summary>The job on the testbed's Spark and S3 server, with a Rekognition double.</summary>
public sealed class SparkJobTests
{
    [Fact]
    public async Task The_job_tags_a_bucket_as_the_plain_run_does_and_a_second_run_pays_nothing()
    {
        await using var world = await SparkWorld.CreateAsync();
        await world.PutPhotosAsync();
        await world.ToolAsync(
            "index",
            world.Source,
            "--tagger",
            "rekognition",
            "--transfer",
            "reference",
            "--index",
            world.Folder.File("plain.db")
        );
        Assert.Equal(12, world.Rekognition.CallCount);

        var index = world.Folder.File("spark.db");
        var (exit, totals, error) = await world.JobAsync(index, more: ["--outcomes", world.Folder.File("outcomes")]);
        Assert.True(exit == 0, error);
        Assert.Equal(12, totals!.Value.GetProperty("tagged").GetInt64());
        Assert.Equal(12, totals.Value.GetProperty("paidCalls").GetInt64());
        Assert.Equal(24, world.Rekognition.CallCount);
        Assert.Equal(await world.RecordsAsync(world.Folder.File("plain.db")), await world.RecordsAsync(index));
        var outcomes = Directory.GetFiles(world.Folder.File("outcomes"), "part-*").SelectMany(File.ReadAllLines);
        Assert.Equal(12, outcomes.Count(l => l.Contains("\"outcome\":\"tagged\"", StringComparison.Ordinal)));

        await world.DeleteAsync("things/coffee.png");
        (exit, totals, error) = await world.JobAsync(index);
        Assert.True(exit == 0, error);
        Assert.Equal((11, 0, 1), (Total("unchanged"), Total("paidCalls"), Total("gone")));
        Assert.Equal(24, world.Rekognition.CallCount);

        long Total(string name) => totals!.Value.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Executors_of_their_own_in_standalone_mode_tag_a_bucket_and_are_told_what_the_workers_need()
    {
        await using var world = await SparkWorld.CreateAsync();
        await world.PutManyAsync(40);
        var index = world.Folder.File("spark.db");
        var (exit, totals, error) = await world.JobAsync(index, await Standalone.SharedAsync(), more: ["--workers", "1"]);
        Assert.True(exit == 0, error);
        Assert.Equal(40, totals!.Value.GetProperty("tagged").GetInt64());
        Assert.Equal(40, world.Rekognition.CallCount);
        Assert.Equal(40, (await world.RecordsAsync(index)).Count);
    }

    [Fact]
    public async Task What_is_left_out_is_neither_tagged_nor_held_back_and_many_missing_pictures_end_with_4()
    {
        await using var world = await SparkWorld.CreateAsync();
        await world.PutManyAsync(60);
        await world.PutAsync("proofs/a.jpg", "proof"u8.ToArray());
        await world.PutAsync("@eaDir/b.jpg", "thumbnail"u8.ToArray());
        var index = world.Folder.File("spark.db");
        var (exit, totals, error) = await world.JobAsync(index, worker: ["--exclude", "proofs/", "--include-hidden"]);
        Assert.True(exit == 0, error);
        Assert.Equal((61, 61L), (totals!.Value.GetProperty("tagged").GetInt32(), world.Rekognition.CallCount));
        Assert.DoesNotContain(world.Rekognition.Calls, c => c.Key!.StartsWith("proofs/", StringComparison.Ordinal));

        // Left out by their pattern they count as missing, which many at once must not.
        (exit, totals, error) = await world.JobAsync(index, worker: ["--exclude=*.jpg"]);
        Assert.True(exit == 4, error);
        Assert.Equal((0, 61), (totals!.Value.GetProperty("gone").GetInt32(), (await world.RecordsAsync(index)).Count));
    }
}
