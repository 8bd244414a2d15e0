using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Tests.Calling;
using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Budgets;

/// <summary>Several budgets at once: of a run, a day and a month, in calls and in money.</summary>
public sealed class RunBudgetTests
{
    [Fact]
    public async Task Budgets_of_a_run_a_day_and_a_month_hold_together()
    {
        for (var trial = 0; trial < Trials.Count(100); trial++)
        {
            var random = new Random(trial);
            var index = new StateIndex();
            var (run, day, month) = (random.Next(0, 60), random.Next(0, 120), random.Next(0, 200));
            Budget[] budgets =
            [
                Of(run, BudgetPeriod.Run),
                Of(day, BudgetPeriod.UtcDay),
                Of(month, BudgetPeriod.Month),
                Budget.OfMoney(1, BudgetPeriod.Month, "other"),
            ];
            var time = new FastTime(1);
            var (expectedOfMonth, paidOfMonth) = (0L, 0L);
            for (var days = 0; days < 3; days++)
            {
                var (expectedOfDay, paidOfDay) = (0L, 0L);
                for (var runs = 0; runs < 2; runs++)
                {
                    var tagger = new FlakyTagger(trial, throttled: random.NextDouble());
                    var images = random.Next(1, 80);
                    await ProcessAsync(index, budgets, tagger, images, time);
                    var allowed = Math.Min(Math.Min(run, day - expectedOfDay), month - expectedOfMonth);
                    var expected = Math.Min(allowed, tagger.Needs(images));
                    Assert.True(tagger.Paid == expected, $"trial {trial}, day {days}: {tagger.Paid} paid, {expected} allowed");
                    (expectedOfDay, expectedOfMonth) = (expectedOfDay + expected, expectedOfMonth + expected);
                    (paidOfDay, paidOfMonth) = (paidOfDay + tagger.Paid, paidOfMonth + tagger.Paid);
                }

                var ledgers = (await new BudgetLedger(index, time).ReadAsync()).Where(l => l.Name == "default").ToList();
                var today = time.GetUtcNow().ToString("yyyy-MM-dd");
                Assert.Equal(paidOfDay, Calls(ledgers.Where(l => l.Which == today)));
                Assert.Equal(paidOfMonth, Calls(ledgers.Where(l => l.Period == BudgetPeriod.Month)));
                Assert.All(ledgers, l => Assert.Equal(0, l.Held));
                time.JumpWallClock(TimeSpan.FromDays(1));
            }

            Budget Of(int calls, BudgetPeriod period) =>
                random.Next(2) == 0 ? Budget.OfCalls(calls, period) : Budget.OfMoney(calls * FlakyTagger.Price, period);
        }
    }

    /// <summary>By a budget in money alone, calls without a price would never end.</summary>
    [Theory]
    [InlineData(true, 0, false)]
    [InlineData(true, 0.001, true)]
    [InlineData(false, 0, true)]
    [InlineData(false, 0.001, false)]
    [InlineData(true, -0.001, false)]
    public async Task A_budget_in_money_is_refused_where_it_would_bound_nothing(bool metered, double price, bool bounds)
    {
        await using var world = new World();
        world.Tagger.Info = world.Tagger.Info with { IsMetered = metered, PricePerCall = (decimal)price };
        var money = Budget.OfMoney(0.003m, BudgetPeriod.Month);
        if (bounds)
        {
            world.Build(b => b.UseBudgets(money));
        }
        else
        {
            Assert.Equal(
                "InvalidOptions",
                Assert.Throws<ImageTaggingException>(() => world.Build(b => b.UseBudgets(money))).Code
            );
        }

        // Beside one in calls it may be for another tagger.
        if (metered && price == 0)
        {
            for (var i = 0; i < 5; i++)
            {
                world.Store.Put($"{i}.jpg", $"thing{i}");
            }

            world.Build(b => b.UseBudgets(money, Budget.OfCalls(2)));
            Assert.Equal(2, (await world.RunAsync()).Counts.PaidCalls);
        }
    }

    [Fact]
    public async Task Processes_that_share_them_exceed_none()
    {
        for (var trial = 0; trial < Trials.Count(50); trial++)
        {
            var random = new Random(trial);
            var index = new StateIndex();
            var (day, month) = (random.Next(1, 200), random.Next(1, 200));
            Budget[] budgets = [Budget.OfCalls(day, BudgetPeriod.UtcDay), Budget.OfCalls(month, BudgetPeriod.Month)];
            var tagger = new FlakyTagger(trial, throttled: random.NextDouble(), refuses: false);
            var time = new FastTime(1);

            await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => Task.Run(() => ProcessAsync(index, budgets, tagger, 100, time)))
            );

            // Each may leave a block of one budget to the next run.
            var most = Math.Min(day, month);
            Assert.InRange(tagger.Paid, most - (2 * Math.Max(1, most / 20)), most);
        }
    }

    [Fact]
    public async Task Each_that_is_reached_is_named_in_the_plan_and_in_the_report()
    {
        await using var world = new World();
        for (var i = 0; i < 30; i++)
        {
            world.Store.Put($"{i:00}.jpg", $"thing{i}");
        }

        await using var pipeline = world.Build(b =>
            b.UseBudgets(
                Budget.OfCalls(20),
                Budget.OfCalls(12, BudgetPeriod.UtcDay),
                Budget.OfMoney(0.012m, BudgetPeriod.Month),
                Budget.OfMoney(5, BudgetPeriod.UtcDay)
            )
        );

        var plan = await world.PlanAsync();
        Assert.Equal(
            [
                "The budget of 20 calls a run has 20 calls left, less than the 30 calls that are planned.",
                "The budget of 12 calls a UTC day has 12 calls left, less than the 30 calls that are planned.",
                "The budget of 0.012 USD a month has 0.012 USD left, less than the 0.03 USD that are planned.",
            ],
            plan.Notes
        );

        var report = await world.RunAsync();
        Assert.Equal((RunEnd.BudgetReached, 12L, 18L), (report.End, report.Counts.PaidCalls, report.Counts.Left));
        Assert.Equal(["12 calls a UTC day"], report.ReachedBudgets.Select(b => b.ToString()));

        // The next day the month's is what ends it; the plan says so of each before.
        world.Time.JumpWallClock(TimeSpan.FromDays(1));
        var later = await world.PlanAsync();
        Assert.Contains(
            later.Notes,
            n => n.StartsWith("The budget of 0.012 USD a month has 0.00 USD left", StringComparison.Ordinal)
        );
        report = await world.RunAsync();
        Assert.Equal((RunEnd.BudgetReached, 0L), (report.End, report.Counts.PaidCalls));
        Assert.Equal(["0.012 USD a month"], report.ReachedBudgets.Select(b => b.ToString()));
    }

    [Fact]
    public void Two_that_would_be_kept_as_one_are_refused()
    {
        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .IndexInto(new InMemoryTagIndex())
            .UseBudgets(Budget.OfCalls(1, BudgetPeriod.UtcDay), Budget.OfCalls(2, BudgetPeriod.UtcDay));
        var fault = Assert.Throws<ImageTaggingException>(builder.Build);
        Assert.Equal("InvalidOptions", fault.Code);
        Assert.Contains("1 calls a UTC day; 2 calls a UTC day", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(builder.UseBudgets(Budget.OfCalls(1), Budget.OfCalls(1, name: "other")).Build());
    }

    [Fact]
    public async Task What_was_reserved_of_one_comes_back_where_another_cannot_be_read()
    {
        var index = new StateIndex();
        var time = new FastTime(1);
        Budget[] budgets = [Budget.OfCalls(1, BudgetPeriod.UtcDay), Budget.OfCalls(1, BudgetPeriod.Month)];
        await using var budget = await OpenAsync(index, budgets, time);
        var reads = 0;
        index.BeforeRead = () =>
        {
            if (++reads == 2)
            {
                throw new ImageTaggingException("It is broken.") { Code = "Broken" };
            }
        };
        await Assert.ThrowsAsync<ImageTaggingException>(() => budget.TryReserveAsync(1, default).AsTask());

        var reserved = await budget.TryReserveAsync(1, default);
        Assert.NotNull(reserved);
        budget.GiveBack(reserved.Value);
        var again = await budget.TryReserveAsync(1, default);
        budget.Spend(again!.Value);
        Assert.Null(await budget.TryReserveAsync(1, default));
    }

    private static decimal Calls(IEnumerable<BudgetStatus> ledgers) =>
        ledgers.Sum(l => l.IsMoney ? l.Spent / FlakyTagger.Price : l.Spent);

    private static ValueTask<RunBudget> OpenAsync(ITagIndex index, IReadOnlyList<Budget> budgets, TimeProvider time) =>
        RunBudget.OpenAsync(budgets, index, Guid.NewGuid().ToString("N"), sharedRun: false, time, NullLogger.Instance);

    private static async Task ProcessAsync(
        ITagIndex index,
        IReadOnlyList<Budget> budgets,
        FlakyTagger tagger,
        int images,
        TimeProvider time
    )
    {
        var source = new EmptySource();
        await using var budget = await OpenAsync(index, budgets, time);
        await using var caller = new TaggerCaller(tagger, BudgetPropertyTests.Fast, budget, time, NullLogger.Instance);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(WorkAsync)));

        async Task WorkAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) <= images; )
            {
                using var image = source.Image(number);
                if ((await caller.CallAsync(image, CancellationToken.None)).BudgetReached)
                {
                    return;
                }
            }
        }
    }
}
