using System.Globalization;
using ImageTagging.Budgets;
using ImageTagging.Leases;
using ImageTagging.Tests.Budgets;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Histories;

/// <summary>
/// One random history of processes that share budgets: they come and go, die between any two of their requests, and come back under
/// the same run id; answers get lost, clocks jump by weeks, and an operator releases what the dead hold. Told by a seed.
/// </summary>
internal sealed class BudgetHistory(int seed)
{
    private static readonly string[] s_sharedRuns = ["watch", "nightly"];
    private readonly Random _random = new(seed);
    private readonly FastTime _time = new(1_000);
    private readonly StateIndex _truth = new();
    private readonly List<Process> _living = [];
    private readonly List<Process> _dead = [];

    // What was called for, by the ledger that allowed it; what is in flight may have been served, so it counts.
    private readonly Dictionary<string, decimal> _made = new(StringComparer.Ordinal);
    private IReadOnlyList<Budget> _budgets = [];

    /// <summary>Plays it; throws where a budget was exceeded or a fault got lost.</summary>
    public async Task PlayAsync()
    {
        _budgets =
        [
            .. new[] { BudgetPeriod.Run, BudgetPeriod.UtcDay, BudgetPeriod.Month }
                .Where(_ => _random.Next(2) == 0)
                .DefaultIfEmpty(BudgetPeriod.Month)
                .Select(p =>
                    _random.Next(2) == 0 ? Budget.OfCalls(_random.Next(1, 60), p) : Budget.OfMoney(_random.Next(1, 60) * 0.5m, p)
                ),
        ];
        for (var step = _random.Next(20, 120); step > 0; step--)
        {
            await StepAsync();
            await CheckAsync();
        }

        await EndAsync();
    }

    private async Task StepAsync()
    {
        switch (_random.Next(14))
        {
            case 0 when _living.Count < 4:
                await OpenAsync();
                break;
            case 1 when _living.Count > 0:
                await CloseAsync(Any(_living));
                break;
            case 2 when _living.Count > 0:
                // It dies before or after one of its next requests, or with nothing of the kind.
                Any(_living).Index.DiesIn = _random.Next(6);
                break;
            case 3 when _living.Count > 0:
                await BuryAsync(Any(_living));
                break;
            case 4:
                JumpClock();
                break;
            case 5:
                await ReleaseAsync();
                break;
            default:
                await WorkAsync();
                break;
        }
    }

    private async Task OpenAsync()
    {
        var shared = _random.Next(3) > 0;
        var id = shared ? s_sharedRuns[_random.Next(s_sharedRuns.Length)] : $"run{_random.Next():x}";
        var index = new MortalIndex(_truth, new Random(_random.Next()));
        _living.Add(new(await RunBudget.OpenAsync(_budgets, index, id, shared, _time, NullLogger.Instance), index));
    }

    private async Task WorkAsync()
    {
        if (_living.Count == 0)
        {
            await OpenAsync();
        }

        var process = Any(_living);
        for (var calls = _random.Next(1, 8); calls > 0 && !process.Index.IsDead; calls--)
        {
            if (process.InFlight.Count > 0 && _random.Next(2) == 0)
            {
                Settle(process);
            }

            await ReserveAsync(process);
        }

        if (process.Index.IsDead)
        {
            await BuryAsync(process);
        }
    }

    private async Task ReserveAsync(Process process)
    {
        var before = _time.GetUtcNow();
        try
        {
            var reserving = process.Budget.TryReserveAsync(0.5m, CancellationToken.None).AsTask();
            // At the end of a budget it waits for what is in flight, which may come back.
            while (!reserving.IsCompleted && process.InFlight.Count > 0)
            {
                Settle(process);
                await Task.Yield();
            }

            if (await reserving.WaitAsync(World.Guard) is { } unit)
            {
                var ledgers = process.Budget.Holdings.Select(h => h.Ledger).ToArray();
                var after = _time.GetUtcNow();
                Expect(
                    ledgers.Select(l => LedgerName.TryParse(l)!).All(l => !(l.Ends <= before) && !(l.Begins > after)),
                    $"{string.Join(", ", ledgers)} allowed a call at {after:O}"
                );
                process.HasMade = true;
                process.InFlight.Add((unit, ledgers));
                Book(unit, ledgers, 1);
            }
        }
        catch (ImageTaggingException fault) when (process.Index.IsDead && fault.Code == MortalIndex.Killed)
        {
            // It died in the middle of it.
        }
    }

    // A call that is served counts; one that is throttled gives its unit back.
    private void Settle(Process process)
    {
        var at = _random.Next(process.InFlight.Count);
        var (unit, ledgers) = process.InFlight[at];
        process.InFlight.RemoveAt(at);
        if (_random.Next(3) == 0)
        {
            process.Budget.GiveBack(unit);
            Book(unit, ledgers, -1);
        }
        else
        {
            process.Budget.Spend(unit);
        }
    }

    private void Book(BudgetReservation unit, string[] ledgers, int sign)
    {
        for (var i = 0; i < ledgers.Length; i++)
        {
            _made[ledgers[i]] = _made.GetValueOrDefault(ledgers[i]) + (sign * unit.Units[i].Amount);
        }
    }

    private async Task CloseAsync(Process process)
    {
        while (process.InFlight.Count > 0 && _random.Next(4) > 0)
        {
            Settle(process);
        }

        await process.Budget.DisposeAsync();
        if (process.Index.IsDead)
        {
            await BuryAsync(process);
            return;
        }

        // What it could not give back counts as spent until it is released.
        _living.Remove(process);
    }

    // A killed process does nothing more; its blocks stay under the name of a process that is no more.
    private async Task BuryAsync(Process process)
    {
        process.Index.Kill();
        _living.Remove(process);
        _dead.Add(process);
        foreach (var (_, owner) in process.Budget.Holdings)
        {
            await foreach (var entry in _truth.ListStatesAsync(LedgerName.Root))
            {
                await _truth.TryWriteStateAsync(
                    entry with
                    {
                        Value = entry.Value!.Replace(owner, DeadName(owner), StringComparison.Ordinal),
                    }
                );
            }
        }
    }

    private async Task ReleaseAsync()
    {
        var ledgers = await new BudgetLedger(_truth, _time).ReadAsync();
        if (ledgers.Count == 0)
        {
            return;
        }

        var ledger = Any(ledgers);
        var before = ledger.Blocks.Where(b => b.IsOwnerAlive == true).Sum(b => b.Units);
        if (_random.Next(3) == 0 && ledger.Blocks.FirstOrDefault(b => MadeNothing(b.Owner)) is { } idle)
        {
            // Somebody knows that it made no call, and says so.
            await new BudgetLedger(_truth, _time).ReleaseAsync(ledger.Ledger, idle.Owner, asUnspent: true);
        }
        else
        {
            await new BudgetLedger(_truth, _time).ReleaseAsync(ledger.Ledger);
        }

        var after = (await new BudgetLedger(_truth, _time).ReadAsync()).First(l => l.Ledger == ledger.Ledger);
        Expect(
            before == after.Held - after.Blocks.Where(b => b.IsOwnerAlive != true).Sum(b => b.Units),
            "a living block was released"
        );
    }

    private bool MadeNothing(string owner) =>
        _dead.Any(p => !p.HasMade && p.Budget.Holdings.Any(h => DeadName(h.Owner) == owner));

    private void JumpClock() =>
        _time.JumpWallClock(TimeSpan.FromDays(_random.Next(2) == 0 ? _random.Next(-21, 22) : _random.Next(-120, 121)));

    private async Task CheckAsync()
    {
        foreach (var (ledger, made) in _made)
        {
            var name = LedgerName.TryParse(ledger)!;
            var limit = _budgets.First(b => b.Period == name.Period && b.IsMoney == name.IsMoney).Limit;
            Expect(made <= limit, $"{made} of {limit} were made by {ledger}");
        }

        foreach (var status in await new BudgetLedger(_truth, _time).ReadAsync())
        {
            Expect(
                status.Spent + status.Held >= _made.GetValueOrDefault(status.Ledger),
                $"{status.Ledger} knows of {status.Spent} spent and {status.Held} held, and {_made.GetValueOrDefault(status.Ledger)} were made"
            );
        }
    }

    private async Task EndAsync()
    {
        foreach (var process in _living.ToArray())
        {
            process.Index.DiesIn = null;
            await CloseAsync(process);
        }

        foreach (var ledger in await new BudgetLedger(_truth, _time).ReadAsync())
        {
            await new BudgetLedger(_truth, _time).ReleaseAsync(ledger.Ledger);
        }

        await CheckAsync();
        var left = await new BudgetLedger(_truth, _time).ReadAsync();
        Expect(left.All(l => l.Spent <= l.Limit), "a ledger has more spent than its limit");
        Expect(left.All(l => l.Blocks.All(b => b.IsOwnerAlive == true)), "a dead block outlived its release");
    }

    private static string DeadName(string owner)
    {
        var living = ProcessOwner.Current.ToString();
        return owner.Replace(living, (ProcessOwner.Current with { Started = "before" }).ToString(), StringComparison.Ordinal);
    }

    private T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private void Expect(bool holds, string broken)
    {
        if (!holds)
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"History {seed} ({string.Join(", ", _budgets)}): {broken}"));
        }
    }

    private sealed record Process(RunBudget Budget, MortalIndex Index)
    {
        public List<(BudgetReservation Unit, string[] Ledgers)> InFlight { get; } = [];

        public bool HasMade { get; set; }
    }
}
