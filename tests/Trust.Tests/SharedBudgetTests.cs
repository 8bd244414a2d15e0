using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class SharedBudgetTests
{
    private const int Processes = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Three processes work as one run, each on a bucket of its own: together they make no more calls than the run's budget.</summary>
    [Fact]
    public async Task Processes_that_share_a_run_share_its_budget()
    {
        for (var trial = 0; trial < Trials.Count(20); trial++)
        {
            using var folder = new TempFolder();
            var random = new Random(trial);
            var limit = random.Next(20, 120);
            await using var service = await StartAsync();
            var location = await Engines.NewLocationAsync(Engines.Sqlite, folder);
            var jobs = Jobs(location, service, limit);
            using var one = WorkerProcess.Start(jobs[0]);
            using var two = WorkerProcess.Start(jobs[1]);
            using var three = WorkerProcess.Start(jobs[2]);
            var ends = await Task.WhenAll(one.EndAsync(Cancel), two.EndAsync(Cancel), three.EndAsync(Cancel));
            Assert.All(ends, e => Assert.True(e.ExitCode == 0, $"Trial {trial}: {e.Last}"));

            // 45 different contents a bucket, 135 in all.
            var most = Math.Min(limit, Processes * jobs[0].Contents);
            var blocks = 2 * Math.Max(1, limit / 20);
            var paid = service.Calls.Count(c => c.IsPaid);
            Assert.True(paid <= limit, $"Trial {trial}: {paid} paid of {limit}.");
            Assert.True(paid >= most - blocks, $"Trial {trial}: {paid} paid, {most} possible.");
        }
    }

    /// <summary>A process that is killed between reserving and calling, or in a call, takes its block with it: the budget still holds for all who come later.</summary>
    [Fact]
    public async Task A_budget_survives_processes_that_are_killed_in_the_middle_of_it()
    {
        for (var trial = 0; trial < Trials.Count(30); trial++)
        {
            using var folder = new TempFolder();
            var random = new Random(500 + trial);
            var limit = random.Next(20, 60);
            await using var service = await StartAsync();
            var location = await Engines.NewLocationAsync(Engines.Sqlite, folder);
            var job = Jobs(location, service, limit)[0];
            for (var life = 0; life < 2; life++)
            {
                var moment = random.Next(1, 20);
                var seen = 0;
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                service.FaultFor = _ =>
                {
                    if (Interlocked.Increment(ref seen) == moment)
                    {
                        reached.TrySetResult();
                    }

                    return null;
                };
                using var process = WorkerProcess.Start(job);
                var ended = process.EndAsync(Cancel);
                await Task.WhenAny(reached.Task, ended);
                process.Kill();
                await ended;
            }

            service.FaultFor = null;
            using var last = WorkerProcess.Start(job);
            var (said, code) = await last.EndAsync(Cancel);
            Assert.True(code == 0, $"Trial {trial}: {said}");
            var calls = service.CallCount;
            Assert.True(calls <= limit, $"Trial {trial}: {calls} calls on a budget of {limit}.");

            // What the dead took is told, and can be freed by whoever knows that they ended.
            await using var index = (IAsyncDisposable)Engines.Open(Engines.Sqlite, location);
            var ledger = new BudgetLedger((ITagIndex)index);
            var status = Assert.Single(await ledger.ReadAsync(Cancel));
            Assert.True(
                status.Spent + status.Held >= calls,
                $"Trial {trial}: {calls} calls, {status.Spent} spent, {status.Held} held."
            );
            Assert.All(status.Blocks, b => Assert.Equal(false, b.IsOwnerAlive));
            Assert.Equal(status.Held, await ledger.ReleaseAsync(status.Ledger, cancellationToken: Cancel));
        }
    }

    /// <summary>Two processes are told to index the same bucket at once: the second waits for the first, and nothing is paid for twice.</summary>
    [Fact]
    public async Task Two_processes_on_the_same_pictures_pay_once()
    {
        using var folder = new TempFolder();
        await using var service = await StartAsync();
        var location = await Engines.NewLocationAsync(Engines.Sqlite, folder);
        var job = Jobs(location, service, limit: -1)[0];
        using var one = WorkerProcess.Start(job);
        using var two = WorkerProcess.Start(job);
        var ends = await Task.WhenAll(one.EndAsync(Cancel), two.EndAsync(Cancel));
        Assert.All(ends, e => Assert.True(e.ExitCode == 0, e.Last));
        Assert.Equal(job.Contents, service.CallCount);
        var index = Engines.Open(Engines.Sqlite, location);
        await Oracle.CheckAsync(index, job, Cancel);
        await Engines.CloseAsync(index);
    }

    private static async Task<RekognitionDouble> StartAsync()
    {
        var service = await RekognitionDouble.StartAsync();
        service.AnswerFor = call => TrustJob.LabelsOf(TrustJob.ContentOf(call.Key!));
        return service;
    }

    private static TrustJob[] Jobs(string location, RekognitionDouble service, long limit) =>
        [
            .. Enumerable
                .Range(0, Processes)
                .Select(i => new TrustJob(Engines.Sqlite, location, service.ServiceUrl, 50)
                {
                    Bucket = $"pictures-{i}",
                    RunId = "nightly",
                    Budget = limit,
                }),
        ];
}
