using System.Diagnostics;
using System.Text.Json;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tool.Tests;

public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 1, 30, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_a_terminal_a_run_tells_its_start_every_minute_and_its_end()
    {
        using var journal = new RunJournal(Output(), "index /photos with local");
        journal.Report(Progress(new() { Listed = 1_000, Tagged = 400 }));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(Lines);
        _time.Advance(TimeSpan.FromSeconds(1));
        journal.Report(Progress(new() { Listed = 2_000, Tagged = 900 }) with { Waiting = "The index does not answer." });
        _time.Advance(TimeSpan.FromMinutes(1));
        journal.End(
            Report(
                RunEnd.Completed,
                new()
                {
                    Listed = 2_000,
                    Tagged = 1_000,
                    PaidCalls = 1_000,
                    Cost = 1,
                }
            )
        );
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(
            [
                "2026-03-01T01:30:00Z started: index /photos with local",
                "2026-03-01T01:31:00Z progress: 1:00: 1,000 listed · 400 tagged · 0 unchanged · 0/s · listing",
                "2026-03-01T01:32:00Z progress: 2:00: 2,000 listed · 900 tagged · 0 unchanged · 0/s · waiting: The index does not answer.",
                "2026-03-01T01:32:00Z ended: completed after 2:00: 2,000 listed, 1,000 tagged; 1,000 paid calls, $1.00",
            ],
            Lines
        );
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public void A_run_that_takes_minutes_by_its_own_rate_says_so_once()
    {
        using var journal = new RunJournal(Output(), status: () => "starting", words: ProgressLine.PlanText);
        var counts = new RunCounts
        {
            Listed = 20,
            New = 1,
            Changed = 2,
            Stale = 3,
            Due = 4,
            Unchanged = 10,
        };
        var progress = Progress(counts) with
        {
            Expected = 10_000_000,
            Remaining = TimeSpan.FromSeconds(20),
            Elapsed = TimeSpan.FromSeconds(3),
        };
        // Ten million that are listed in half a minute, and a rate that is not known yet.
        journal.Report(progress);
        journal.Report(progress with { Remaining = TimeSpan.FromHours(1), Elapsed = TimeSpan.FromSeconds(1) });
        Assert.Empty(Lines);
        journal.Report(progress with { Expected = 100_000, Remaining = TimeSpan.FromSeconds(90) });
        journal.Report(progress with { Expected = 100_000, Remaining = TimeSpan.FromSeconds(90) });
        Assert.Equal("100,000 pictures: this takes about 2 minutes. Ctrl-C ends it, and nothing is lost.", Assert.Single(Lines));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.EndsWith("20 listed · 10 to do · 10 unchanged · 0/s · 1:30 left", Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void As_json_each_line_is_an_object_with_time_level_event_and_message()
    {
        var output = Output(new() { LogFormat = LogFormat.Json });
        using var journal = new RunJournal(output, "index /photos");
        journal.Report(Progress(new() { Listed = 7 }));
        _time.Advance(TimeSpan.FromMinutes(1));
        output.Note("Index: x.db");
        output.Warning("Something is odd\u001b[31m.");
        output.Fault("NoIndex", "There is no index.");
        journal.End(
            Report(
                RunEnd.Failed,
                new()
                {
                    Listed = 7,
                    Unsaved = 3,
                    UnsavedCost = 0.003m,
                    PaidCalls = 3,
                    Cost = 0.0030m,
                }
            )
        );
        var lines = Lines.Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(
            [
                ("information", "started"),
                ("information", "progress"),
                ("information", "note"),
                ("warning", "warning"),
                ("error", "fault"),
                ("error", "ended"),
            ],
            lines.Select(l => (Text(l, "level"), Text(l, "event")))
        );
        Assert.All(lines, l => Assert.StartsWith("2026-03-01T01:3", Text(l, "time"), StringComparison.Ordinal));
        Assert.All(lines, l => Assert.NotEmpty(Text(l, "message")));
        Assert.Equal(7, lines[1].GetProperty("listed").GetInt64());
        Assert.Equal("NoIndex", Text(lines[4], "code"));
        Assert.Equal(("failed", "0.003"), (Text(lines[5], "end"), lines[5].GetProperty("unsavedCost").GetRawText()));
    }

    [Fact]
    public void A_quiet_run_tells_nothing_of_it_and_a_short_one_without_a_name_neither()
    {
        using (var journal = new RunJournal(Output(new() { IsQuiet = true }), "index /photos"))
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            journal.End(Report(RunEnd.Completed, new()));
        }

        using (new RunJournal(Output(), status: () => "working"))
        {
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Empty(Lines);
    }

    [Fact]
    public void An_outage_is_told_once_at_once_its_end_too_and_the_next_one_anew()
    {
        var log = Output().Log;
        for (var attempt = 1; attempt <= 50; attempt++)
        {
            Happens(log, LogLevel.Warning, "Away", $"The store is away, attempt {attempt}", ("Code", "Unreachable"));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Happens(log, LogLevel.Warning, "Away", "The index is away", ("Code", "NoConnection"));
        Happens(log, LogLevel.Information, "Back", "It answers again");
        Happens(log, LogLevel.Warning, "Away", "The store is away again", ("Code", "Unreachable"));
        Assert.Equal(
            [
                "2026-03-01T01:30:00Z away: The store is away, attempt 1",
                "2026-03-01T01:38:20Z away: The index is away",
                "2026-03-01T01:38:20Z back: It answers again",
                "2026-03-01T01:38:20Z away: The store is away again",
            ],
            Lines
        );
    }

    [Fact]
    public void What_goes_on_by_itself_is_back()
    {
        var output = Output();
        using var journal = new RunJournal(output);
        journal.Report(Progress(new() { Tagged = 5 }));
        Happens(output.Log, LogLevel.Warning, "Retrying", "The search server did not answer", ("Code", "NoConnection"));
        journal.Report(Progress(new() { Tagged = 5 }));
        _time.Advance(TimeSpan.FromSeconds(3));
        journal.Report(Progress(new() { Tagged = 6 }));
        journal.Report(Progress(new() { Tagged = 7 }));
        Assert.Equal(
            [
                "2026-03-01T01:30:00Z away: The search server did not answer",
                "2026-03-01T01:30:03Z back: It answers again after 3 s; the run goes on",
            ],
            Lines
        );
    }

    [Fact]
    public void A_tagger_that_is_throttled_again_and_again_is_told_of_once_a_minute()
    {
        var log = Output().Log;
        for (var second = 0; second < 120; second++)
        {
            Happens(log, LogLevel.Information, "RateLowered", "Tagger rekognition is throttled", ("Tagger", "rekognition"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, Lines.Length);
        Assert.All(Lines, l => Assert.Contains(" throttled: ", l, StringComparison.Ordinal));
    }

    [Fact]
    public void Verbose_tells_what_the_libraries_say_to_who_looks_for_a_fault()
    {
        var log = Output(new() { IsVerbose = true }).Log;
        Happens(log, LogLevel.Debug, "AttemptFailed", "Attempt 1 failed", ("Tagger", "rekognition"));
        Happens(log, LogLevel.Debug, "AttemptFailed", "Attempt 2 failed", ("Tagger", "rekognition"));
        Assert.Equal(
            ["2026-03-01T01:30:00Z attemptFailed: Attempt 1 failed", "2026-03-01T01:30:00Z attemptFailed: Attempt 2 failed"],
            Lines
        );
        Happens(Output().Log, LogLevel.Debug, "AttemptFailed", "Attempt 3 failed");
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public async Task The_tool_tells_a_run_on_standard_error_whatever_form_its_results_have()
    {
        foreach (
            string[] form in (string[][])
                [
                    [],
                    ["--json"],
                    ["--log-format", "json"],
                    ["--json", "--log-format=json"],
                ]
        )
        {
            var run = await ToolRun.OfAsync([
                "index",
                TestPaths.Photos,
                "--tagger",
                "metadata",
                "--index",
                _folder.File("index.db"),
                .. form,
            ]);
            Assert.Equal(0, run.ExitCode);
            var told = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains("started", told[0], StringComparison.Ordinal);
            Assert.Contains("ended", told[^1], StringComparison.Ordinal);
            if (form.Any(f => f.StartsWith("--log-format", StringComparison.Ordinal)))
            {
                Assert.All(told, l => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(l).RootElement.ValueKind));
            }
        }

        var quiet = await ToolRun.OfAsync(
            "index",
            TestPaths.Photos,
            "-q",
            "--tagger",
            "metadata",
            "--index",
            _folder.File("index.db")
        );
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
    }

    [Theory]
    [InlineData("s3://some-bucket", "metadata")]
    [InlineData("", "rekognition")]
    public async Task A_profile_that_is_not_there_is_a_fault_at_once(string source, string tagger)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The home folder is another variable there.");
        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), _folder.File("text.png"));
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "index",
                source.Length > 0 ? source : _folder.Path,
                "--tagger",
                tagger,
                "--region",
                "us-east-1",
                "--index",
                _folder.File("index.db"),
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_PROFILE"] = "nosuch";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["HOME"] = _folder.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 3, error);
        Assert.Contains("\"nosuch\" profile", error, StringComparison.Ordinal);
        Assert.Contains("AWS_PROFILE", error, StringComparison.Ordinal);
        Assert.DoesNotContain("away", error, StringComparison.Ordinal);
        Assert.Contains("Stopped by a fault", await output, StringComparison.Ordinal);
    }

    private string[] Lines => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private ToolOutput Output(OutputSettings? settings = null) => new(_out, _error, (settings ?? new()) with { Time = _time });

    private RunProgress Progress(RunCounts counts) =>
        new()
        {
            RunId = "night",
            Counts = counts,
            Elapsed = _time.GetUtcNow() - s_start,
        };

    private RunReport Report(RunEnd end, RunCounts counts) =>
        new()
        {
            RunId = "night",
            End = end,
            Counts = counts,
            StartedAt = s_start,
            Duration = _time.GetUtcNow() - s_start,
            Taggers = [],
        };

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static void Happens(
        LibraryLog log,
        LogLevel level,
        string name,
        string text,
        params (string Name, object? Value)[] members
    ) =>
        log.Log(
            level,
            new EventId(1, name),
            members.Select(m => KeyValuePair.Create(m.Name, m.Value)).ToArray(),
            exception: null,
            (_, _) => text
        );
}
