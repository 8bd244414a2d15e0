using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageTagging.Testing;
using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>What an operator finds in the morning of a night that went wrong: how it ended, what was paid, saved, unsaved and left.</summary>
public sealed class NightTests(Surroundings around) : IDisposable
{
    private const int Pictures = 300;
    private const double Price = 0.001;

    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        around.Rekognition.FaultFor = null;
        around.Rekognition.HoldFor = null;
        around.Rekognition.Quota = null;
        _folder.Dispose();
    }

    [Theory]
    [InlineData("index")]
    [InlineData("worker")]
    public async Task Credentials_that_expire_midway_leave_a_summary_of_what_was_paid_saved_and_left(string command)
    {
        await using var store = await StoreAsync();
        var started = Served;
        around.Rekognition.FaultFor = _ => Served - started >= 120 ? Expired : null;
        var report = await YesterdaysReportAsync();
        var run = await RunAsync(command, store, Index, report);
        var paid = Served - started;
        Assert.InRange(paid, 100, Pictures - 1);
        run.EndsWith(3);
        var summary = run.Objects.Last(o => o.GetProperty("type").GetString() == "summary");
        Assert.Equal("failed", summary.GetProperty("end").GetString());
        Told(summary, paid, unsaved: 0);
        Assert.Contains("expired", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"error\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("ended: failed after", run.Error, StringComparison.Ordinal);
        if (command == "index")
        {
            var told = await ReadAsync(report);
            Assert.Equal("failed", told.GetProperty("end").GetString());
            Assert.Equal("ExpiredTokenException", told.GetProperty("fault").GetProperty("code").GetString());
            Told(told.GetProperty("counts"), paid, unsaved: 0);
        }

        // Nothing is paid again.
        around.Rekognition.FaultFor = null;
        (await RunAsync(command, store, Index, report)).EndsWith(0);
        Assert.Equal(Pictures, Served - started);
        if (command == "index")
        {
            Assert.Equal("completed", (await ReadAsync(report)).GetProperty("end").GetString());
        }
    }

    [Theory]
    [InlineData("index", true)]
    [InlineData("index", false)]
    [InlineData("worker", true)]
    public async Task An_index_that_is_away_for_good_or_only_read_leaves_the_price_of_what_could_not_be_written(
        string command,
        bool isAway
    )
    {
        await using var store = await StoreAsync();
        await using var relay = new TcpRelay(await Testbed.ElasticsearchAsync());
        var index = NameOf(relay);
        (await ToolRun.OfAsync("index", TestPaths.Photos, "--tagger", "metadata", "--index", index)).EndsWith(0);
        var started = Served;
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var error = new Listened();
        var held = 0;
        around.Rekognition.HoldFor = async _ =>
        {
            if (Served - started < 60)
            {
                return;
            }

            var number = Interlocked.Increment(ref held);
            if (number == 1)
            {
                if (isAway)
                {
                    relay.Cut();
                }
                else
                {
                    await BlockAsync(index, isOn: true);
                }

                gone.SetResult();
            }
            else if (number <= 20)
            {
                // Answered at once, so that there is something to write: all before may be written already.
                await gone.Task;
                return;
            }

            // What is in flight is answered, and paid, once the index was found to be away.
            await error.HeardAsync(isAway ? " away: " : "can't be written");
        };
        var report = await YesterdaysReportAsync();
        // Held calls wait for a real server in a time that goes twenty times as fast: none of them may be given up and made again.
        var run = await RunAsync(
            command,
            store,
            index,
            report,
            error,
            new FastTime(),
            "--outage-patience",
            "20s",
            "--timeout",
            "10m"
        );
        Assert.True(gone.Task.IsCompleted);
        var paid = Served - started;
        run.EndsWith(3);
        var summary = run.Objects.Last(o => o.GetProperty("type").GetString() == "summary");
        Assert.Equal("failed", summary.GetProperty("end").GetString());
        var unsaved = summary.GetProperty("unsaved").GetInt64();
        Assert.InRange(unsaved, 1, paid);
        Told(summary, paid, unsaved);
        Assert.InRange(paid, 1, Pictures - 1);
        if (command == "index")
        {
            Told((await ReadAsync(report)).GetProperty("counts"), paid, unsaved);
        }

        relay.Mend();
        await BlockAsync(index, isOn: false);
        await Surroundings.DeleteIndexAsync(index);
    }

    [Fact]
    public async Task An_outage_its_end_the_quota_and_the_budget_are_told_as_they_happen()
    {
        await using var store = await StoreAsync();
        await using var relay = new TcpRelay(await Testbed.ElasticsearchAsync());
        var index = NameOf(relay);
        using var error = new Listened();
        var started = Served;
        var cut = 0;
        around.Rekognition.HoldFor = async _ =>
        {
            if (Served - started >= 60 && Interlocked.Exchange(ref cut, 1) == 0)
            {
                relay.Cut();
                await error.HeardAsync(" away: ");
                relay.Mend();
            }
        };
        var exit = await ToolProgram.RunAsync(
            [.. Arguments("index", store, index, null), "--budget-calls", "200"],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken,
            new FastTime()
        );
        var told = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(exit == 0, string.Join('\n', told));
        Assert.Equal(200, Served - started);
        Assert.Equal(
            ["started", "away", "back", "budget reached", "ended"],
            told.Select(l => l.Split(' ', 2) is [var time, var rest] && IsTime(time) ? rest.Split(':')[0] : "")
                .Where(w => w is "started" or "away" or "back" or "budget reached" or "ended")
                .Distinct()
        );
        Assert.StartsWith("budget reached after", told[^1].Split(": ", 2)[1], StringComparison.Ordinal);
        await Surroundings.DeleteIndexAsync(index);
    }

    [Fact]
    public async Task A_quota_that_is_lower_than_thought_is_told()
    {
        await using var store = await StoreAsync();
        around.Rekognition.Quota = RekognitionQuota.TokenBucket(20, capacity: 20);
        var run = await RunAsync("index", store, Index, null);
        run.EndsWith(0);
        Assert.Contains(" throttled: Tagger rekognition is throttled", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_stays_away_is_given_up_when_patience_ends_and_not_minutes_later()
    {
        await using var store = await StoreAsync();
        await using var relay = new TcpRelay(await Testbed.ElasticsearchAsync());
        var index = NameOf(relay);
        var time = new FastTime();
        var started = Served;
        var cut = 0;
        around.Rekognition.HoldFor = _ =>
        {
            if (Served - started >= 60 && Interlocked.Exchange(ref cut, 1) == 0)
            {
                relay.Cut();
            }

            return ValueTask.CompletedTask;
        };
        var run = await RunAsync(
            "index",
            store,
            index,
            null,
            listened: null,
            time,
            "--outage-patience",
            "30s",
            "--budget-calls",
            "1000"
        );
        run.EndsWith(3);
        // Patience, the client's own few seconds, the grace of calls in flight, and ten seconds to give back budget and lease.
        // By the run's own lines, in whole seconds: on a busy machine a server is also away for a moment before it is cut off.
        Assert.InRange(TimeOf(run, "ended") - TimeOf(run, "away"), TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(100));
        relay.Mend();
        await Surroundings.DeleteIndexAsync(index);
    }

    [Fact]
    public async Task Removals_that_are_held_back_have_an_exit_of_their_own_and_a_report()
    {
        var pictures = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        var picture = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things/text.png"));
        foreach (var number in Enumerable.Range(0, 200))
        {
            // Different ones: an equal one elsewhere would have moved.
            byte[] bytes = [.. picture, .. BitConverter.GetBytes(number)];
            await File.WriteAllBytesAsync(Path.Combine(pictures, FormattableString.Invariant($"{number:000}.png")), bytes);
        }

        string[] index = ["index", pictures, "--tagger", "metadata", "--index", Index];
        (await ToolRun.OfAsync(index)).EndsWith(0);
        foreach (var file in Directory.GetFiles(pictures).Take(150))
        {
            File.Delete(file);
        }

        foreach (string[] command in (string[][])[index, ["prune", pictures, "--index", Index]])
        {
            var report = await YesterdaysReportAsync();
            var run = (await ToolRun.OfAsync([.. command, "--report", report])).EndsWith(4);
            Assert.Equal("guardHeld", run.Objects[^1].GetProperty("end").GetString());
            Assert.Contains("--allow-removals", run.Error, StringComparison.Ordinal);
            Assert.Equal("guardHeld", (await ReadAsync(report)).GetProperty("end").GetString());
        }
    }

    [Fact]
    public async Task What_does_not_come_to_a_run_leaves_a_report_that_says_so()
    {
        var report = await YesterdaysReportAsync();
        (await ToolRun.OfAsync("index", _folder.File("nowhere"), "--index", Index, "--report", report)).EndsWith(3);
        Assert.Equal("failed", (await ReadAsync(report)).GetProperty("end").GetString());
        report = await YesterdaysReportAsync();
        using var nobody = new ClosedPort();
        (await ToolRun.OfAsync("index", _folder.Path, "--index", nobody.Address + "/images", "--report", report)).EndsWith(3);
        Assert.Equal("failed", (await ReadAsync(report)).GetProperty("end").GetString());
    }

    private static RekognitionFault Expired =>
        RekognitionFault.Error(400, "ExpiredTokenException", "The security token included in the request is expired");

    private string Index => _folder.File("index.db");

    private long Served => around.Rekognition.Calls.Count(c => c.IsPaid);

    private static bool IsTime(string word) =>
        DateTime.TryParseExact(word, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateTime TimeOf(ToolRun run, string told) =>
        run
            .Error.Split('\n')
            .Select(l => l.Split(' ', 3))
            .Where(w => w.Length > 1 && w[1] == told + ":" && IsTime(w[0]))
            .Select(w => DateTime.Parse(w[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal))
            .Last();

    private static string NameOf(TcpRelay relay) =>
        new Uri(relay.Address, "night" + Guid.NewGuid().ToString("N")[..12]).ToString();

    private static void Told(JsonElement counts, long paid, long unsaved)
    {
        Assert.Equal(paid, counts.GetProperty("paidCalls").GetInt64());
        Assert.Equal(paid * Price, counts.GetProperty("cost").GetDouble(), 6);
        Assert.Equal(unsaved, counts.GetProperty("unsaved").GetInt64());
        Assert.Equal(unsaved * Price, counts.GetProperty("unsavedCost").GetDouble(), 6);
        Assert.Equal(paid - unsaved, counts.GetProperty("tagged").GetInt64());
        Assert.InRange(counts.GetProperty("left").GetInt64(), 1, Pictures);
    }

    private static async Task<JsonElement> ReadAsync(string report)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        return json.RootElement.Clone();
    }

    private static async Task BlockAsync(string index, bool isOn)
    {
        using var client = new HttpClient();
        using var body = new StringContent(
            $"{{\"index.blocks.read_only_allow_delete\":{(isOn ? "true" : "null")}}}",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await client.PutAsync(index + "/_settings", body);
    }

    private async Task<S3Double> StoreAsync()
    {
        around.Rekognition.ReadObject = null;
        around.Rekognition.AnswerFor = _ => [new() { Name = "Cat", Confidence = 95 }];
        around.Rekognition.ClearCalls();
        var store = await S3Double.StartAsync();
        var bucket = store.CreateBucket("night");
        foreach (var number in Enumerable.Range(0, Pictures))
        {
            bucket.Put($"{number:000}.jpg", Encoding.UTF8.GetBytes($"picture {number}"));
        }

        return store;
    }

    private async Task<string> YesterdaysReportAsync()
    {
        var file = _folder.File("report.json");
        await File.WriteAllTextAsync(file, "{\"end\":\"completed\"}");
        return file;
    }

    private async Task<ToolRun> RunAsync(
        string command,
        S3Double store,
        string index,
        string? report,
        StringWriter? listened = null,
        TimeProvider? time = null,
        params string[] more
    )
    {
        using var output = new StringWriter();
        using var own = new StringWriter();
        var error = listened ?? own;
        var exit = await ToolProgram.RunAsync(
            [.. Arguments(command, store, index, report), "--json", .. more],
            output,
            error,
            TestContext.Current.CancellationToken,
            time
        );
        return new(exit, output.ToString(), error.ToString());
    }

    private string[] Arguments(string command, S3Double store, string index, string? report)
    {
        string[] input = [];
        if (command == "worker")
        {
            var file = _folder.File("ranges.ndjson");
            File.WriteAllText(file, "{\"type\":\"range\",\"from\":\"\",\"before\":null,\"count\":300}\n");
            input = ["--input", file];
        }
        else if (report is not null)
        {
            input = ["--report", report];
        }

        return
        [
            command,
            "s3://night",
            "--tagger",
            "rekognition",
            "--transfer",
            "reference",
            "--rate",
            "1000",
            "--index",
            index,
            "--s3-endpoint",
            $"{store.Address}",
            .. input,
        ];
    }

    /// <summary>Standard error on which somebody waits for a word.</summary>
    private sealed class Listened : StringWriter
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile string? _word;

        public Task HeardAsync(string word)
        {
            _word = word;
            if (ToString().Contains(word, StringComparison.Ordinal))
            {
                _heard.TrySetResult();
            }

            return _heard.Task;
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (_word is { } word && value?.Contains(word, StringComparison.Ordinal) == true)
            {
                _heard.TrySetResult();
            }
        }
    }
}
