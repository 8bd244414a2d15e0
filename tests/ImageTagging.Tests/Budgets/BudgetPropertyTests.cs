using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Tests.Calling;
using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Budgets;

/// <summary>A budget of N under 64 workers: never N + 1 calls, and exactly as many as are needed and allowed.</summary>
public sealed class BudgetPropertyTests
{
    // With a rate that is told, a machine that stands still for a second does not look like a service that allows a few calls.
    internal static readonly TaggerCallOptions Fast = new()
    {
        CallsPerSecond = 100_000,
        BaseDelay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public async Task One_process_makes_exactly_the_calls_that_are_needed_and_allowed()
    {
        for (var trial = 0; trial < Trials.Count(200); trial++)
        {
            var random = new Random(trial);
            var limit = random.Next(0, 400);
            var images = random.Next(1, 500);
            var tagger = new FlakyTagger(trial, throttled: random.NextDouble());
            var index = new StateIndex();
            var budget = random.Next(2) == 0 ? Budget.OfCalls(limit) : Budget.OfMoney(limit * FlakyTagger.Price);

            await ProcessAsync(index, budget, tagger, images, workers: 64, new FastTime(1));

            var needed = tagger.Needs(images);
            Assert.True(
                tagger.Paid == Math.Min(limit, needed),
                $"trial {trial}: {tagger.Paid} paid, {limit} allowed, {needed} needed"
            );
        }
    }

    [Fact]
    public async Task Three_processes_never_exceed_it_and_leave_two_blocks_at_most()
    {
        for (var trial = 0; trial < Trials.Count(200); trial++)
        {
            var random = new Random(1000 + trial);
            var limit = random.Next(0, 400);
            var images = random.Next(1, 250);
            // What a process holds when its last pictures are refused for free is left for the next run as well, so none is here.
            var tagger = new FlakyTagger(trial, throttled: random.NextDouble(), refuses: false);
            var index = new StateIndex();
            var budget = Budget.OfCalls(limit, BudgetPeriod.UtcDay);
            // It is noon: no day ends among the calls.
            var time = new FastTime(1);

            await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => Task.Run(() => ProcessAsync(index, budget, tagger, images, workers: 64, time)))
            );

            var most = Math.Min(limit, 3 * tagger.Needs(images));
            var blocks = 2 * Math.Max(1, limit / 20);
            Assert.True(tagger.Paid <= limit, $"trial {trial}: {tagger.Paid} paid of {limit}");
            Assert.True(tagger.Paid >= most - blocks, $"trial {trial}: {tagger.Paid} paid, {most} possible");
            var left = await new BudgetLedger(index).ReadAsync();
            Assert.True(
                left.Sum(l => l.Spent) == tagger.Paid && left.Sum(l => l.Held) == 0,
                $"trial {trial}: {tagger.Paid} paid"
            );
        }
    }

    /// <summary>The most that a call may cost is reserved, what its answer told is spent, and the rest can be spent again.</summary>
    [Fact]
    public async Task A_price_that_only_the_answer_tells_is_spent_to_the_cent()
    {
        for (var trial = 0; trial < Trials.Count(100); trial++)
        {
            var random = new Random(2000 + trial);
            var limit = random.Next(0, 150) * TokenTagger.Most / 2;
            var images = random.Next(1, 200);
            var tagger = new TokenTagger();
            var index = new StateIndex();
            var time = new FastTime(1);

            await ProcessAsync(index, Budget.OfMoney(limit, BudgetPeriod.UtcDay), tagger, images, workers: 64, time);

            var needed = Enumerable.Range(1, images).Sum(TokenTagger.PriceOf);
            Assert.True(tagger.Paid <= limit, $"trial {trial}: {tagger.Paid} paid of {limit}");
            Assert.True(
                tagger.Paid == needed || limit - tagger.Paid < TokenTagger.Most,
                $"trial {trial}: {tagger.Paid} paid of {limit}, {needed} needed"
            );
            var ledger = await new BudgetLedger(index, time).ReadAsync();
            Assert.Equal((tagger.Paid, 0m), (ledger.Sum(l => l.Spent), ledger.Sum(l => l.Held)));
        }
    }

    private static async Task ProcessAsync(
        ITagIndex index,
        Budget budget,
        ITagger tagger,
        int images,
        int workers,
        TimeProvider time
    )
    {
        var source = new EmptySource();
        await using var account = await RunBudget.OpenAsync(
            [budget],
            index,
            Guid.NewGuid().ToString("N"),
            sharedRun: false,
            time,
            NullLogger.Instance
        );
        await using var caller = new TaggerCaller(tagger, Fast, account, time, NullLogger.Instance);
        var next = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (int number; (number = Interlocked.Increment(ref next)) <= images; )
                        {
                            using var image = source.Image(number);
                            if ((await caller.CallAsync(image, CancellationToken.None)).BudgetReached)
                            {
                                return;
                            }
                        }
                    })
                )
        );
    }
}
