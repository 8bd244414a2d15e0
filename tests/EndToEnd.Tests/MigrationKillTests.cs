using System.Diagnostics;
using System.Text.Json;
using ImageTagging.Conformance;
using ImageTagging.Elasticsearch;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>
/// <c>imagetag migrate</c> is killed with SIGKILL at moments from before its first request to after its last. Searches go on,
/// a write is refused with a sentence or holds, and the next migration ends what was begun, with every record as it was.
/// </summary>
public sealed class MigrationKillTests(ITestOutputHelper output)
{
    private const int Records = 4_500;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task After_kills_a_migration_goes_on_and_every_record_is_as_it_was(string engine)
    {
        var random = new Random(20_261_123);
        for (var trial = 0; trial < Trials.Count(20); trial++)
        {
            var address = await Surroundings.NewIndexAsync(engine);
            using var index = Open(address);
            await index.EnsureReadyAsync(Cancel);
            var records = Enumerable.Range(0, Records).Select(Record).ToArray();
            await index.WriteAsync([.. records.Select(RecordWrite.Create)], Cancel);
            await index.RefreshAsync(Cancel);

            for (var kill = 0; kill < 3; kill++)
            {
                var killed = await KillAsync(address, TimeSpan.FromMilliseconds(random.Next(200, 1_500)));
                var found = await AskAsync(address, () => index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel));
                Assert.Equal(Records, found.Total);
                var write = await WriteAsync(address, index, records, kill);
                output.WriteLine($"trial {trial}, kill {kill}: ended with {killed}, then a write {write}");
            }

            (await ToolRun.OfAsync("migrate", "--index", address)).EndsWith(0);
            Assert.Equal("went through", await WriteAsync(address, index, records, 3));
            await index.RefreshAsync(Cancel);
            Assert.Equal(records.Select(Text), await ReadAsync(index));
            await Surroundings.DeleteIndexAsync(address);
        }
    }

    // What a correction in between would do: it holds, or it is refused by name.
    private static async Task<string> WriteAsync(string address, ElasticsearchTagIndex index, ImageRecord[] records, int at)
    {
        var changed = records[at] with { Size = 1_000_000 + at };
        while (true)
        {
            var now = (await AskAsync(address, () => index.GetManyAsync([changed.Name], Cancel)))[0]!;
            try
            {
                var result = Assert.Single(await index.WriteAsync([RecordWrite.Replace(changed, now.Token!)], Cancel));
                if (result.Outcome == WriteOutcome.Conflict)
                {
                    // A switch came between the reading and the writing; each killed process can have sent one.
                    Assert.False(now.Token!.EndsWith("." + await ConcreteAsync(address), StringComparison.Ordinal));
                    continue;
                }

                Assert.Equal(WriteOutcome.Written, result.Outcome);
                records[at] = changed;
                return "went through";
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal("Migrating", fault.Code);
                Assert.Contains("ElasticsearchTagIndex.MigrateAsync", fault.Message, StringComparison.Ordinal);
                return "was refused";
            }
        }
    }

    // The switch that a killed process has sent may be carried out only now, and take the index away from under a question;
    // the next one asks the index behind it.
    private static async Task<T> AskAsync<T>(string address, Func<ValueTask<T>> ask)
    {
        var concrete = await ConcreteAsync(address);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (ImageTaggingException fault) when (fault.Code == "IndexMissing")
            {
                var next = await ConcreteAsync(address);
                Assert.NotEqual(concrete, next);
                concrete = next;
            }
        }
    }

    /// <summary>The concrete index that the alias stands for at present.</summary>
    private static async Task<string> ConcreteAsync(string address)
    {
        using var client = new HttpClient();
        using var json = JsonDocument.Parse(await client.GetStringAsync(new Uri(address), Cancel));
        return Assert.Single(json.RootElement.EnumerateObject()).Name;
    }

    private static async Task<string> KillAsync(string address, TimeSpan after)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "imagetag.dll");
        var start = new ProcessStartInfo("dotnet", [tool, "migrate", "--index", address, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        // A moment in the life of another process is real time; the assertions hold whichever moment it is.
        await Task.WhenAny(process.WaitForExitAsync(Cancel), Task.Delay(after, Cancel));
        process.Kill();
        await process.WaitForExitAsync(Cancel);
        return process.ExitCode == 137 ? "a kill" : $"{process.ExitCode}";
    }

    private static ImageRecord Record(int number) =>
        SampleRecords.Of($"{number:D6}.jpg", ("cat", 90), ("dog", number % 100)) with
        {
            Size = number,
        };

    private static string Text(ImageRecord record) => System.Text.Encoding.UTF8.GetString(RecordJson.Serialize(record));

    private static async Task<List<string>> ReadAsync(ITagIndex index)
    {
        var records = new List<string>();
        await foreach (var record in index.ReadAllAsync(cancellationToken: Cancel))
        {
            records.Add(Text(record with { Token = null }));
        }

        return records;
    }

    private static ElasticsearchTagIndex Open(string address)
    {
        var at = new Uri(address);
        var options = new ElasticsearchIndexOptions
        {
            IndexName = at.AbsolutePath[1..],
            Replicas = 0,
            // Its server is known to be there, however slow the machine.
            InteractiveRetryFor = TimeSpan.FromMinutes(1),
        };
        options.Nodes.Add(new Uri(at.GetLeftPart(UriPartial.Authority)));
        return new(options);
    }
}
