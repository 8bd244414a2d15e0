using System.Globalization;
using ImageTagging.Leases;
using ImageTagging.Retry;
using ImageTagging.Tests.Budgets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Histories;

/// <summary>
/// One random history of processes that want the same keys: on this machine and on others, readable or not. They die, are cut off
/// from the index, stand still for minutes, have clocks that jump and go at different speeds, and lose answers. In virtual time, a
/// second a step; told by a seed.
/// </summary>
internal sealed class LeaseHistory(int seed)
{
    private const string Source = "mem://store";

    private static readonly KeyRange[] s_ranges =
    [
        KeyRange.All,
        KeyRange.WithPrefix("a/"),
        KeyRange.WithPrefix("a/b"),
        KeyRange.WithPrefix("b/"),
    ];

    private readonly Random _random = new(seed);
    private readonly StateIndex _truth = new();
    private readonly List<Process> _living = [];
    private readonly List<string> _told = [];
    private int _opened;
    private int _second;

    /// <summary>Plays it; throws where two worked on the same keys, one was robbed, or keys stayed locked.</summary>
    public void Play()
    {
        for (var second = _random.Next(100, 600); second > 0; second--)
        {
            _second++;
            Act();
            Tick();
            Check();
        }

        End();
    }

    /// <summary>What an owner looks like to others.</summary>
    private enum Sight
    {
        /// <summary>A process of this machine: everybody sees whether it lives.</summary>
        Here,

        /// <summary>A process of this machine that may not be looked at.</summary>
        Hidden,

        /// <summary>A process of another machine.</summary>
        Elsewhere,
    }

    private void Act()
    {
        switch (_random.Next(30))
        {
            case < 3 when _living.Count < 5:
                Open(s_ranges[_random.Next(s_ranges.Length)], TimeSpan.FromSeconds(_random.Next(3) * 300));
                break;
            case 3 when Any() is { Lease: not null } process:
                Tell($"{process} lets go");
                process.Releasing ??= process.Lease.DisposeAsync().AsTask();
                break;
            case 4 when Any() is { } process:
                Kill(process);
                break;
            case 9 when Any() is { Lease: null } process:
                // Somebody gives up waiting, perhaps at the very moment when the lease is written.
                Tell($"{process} gives up");
                process.Index.EndsAtWrite = true;
                break;
            case 5 or 6 when Any() is { } process:
                process.Index.AwayFor = _random.Next(1, 200);
                Tell($"{process} is cut off for {process.Index.AwayFor} s");
                process.WasDisturbed = true;
                break;
            // Not while it waits: here its clock would catch up with all that it missed, and the others' not.
            case 7 when Any() is { Lease: not null } process:
                process.StandsStillFor = _random.Next(1, 200);
                Tell($"{process} stands still for {process.StandsStillFor} s");
                process.WasDisturbed = true;
                break;
            case 8 when Any() is { } process:
                process.Time.Jump(TimeSpan.FromHours(_random.Next(-100, 100)));
                break;
        }
    }

    private Process? Any() => _living.Count == 0 ? null : _living[_random.Next(_living.Count)];

    private Process Open(KeyRange range, TimeSpan wait)
    {
        var time = new MachineTime();
        var index = new LeaseIndex(_truth, new Random(_random.Next()));
        var retry = RetryPolicy.OfOutages(time, TimeSpan.FromMinutes(5), NullLogger.Instance);
        var hold = new PauseGate();
        var process = new Process(
            time,
            index,
            hold,
            range,
            (Sight)_random.Next(3),
            0.97 + (0.06 * _random.NextDouble()),
            ++_opened
        )
        {
            Acquiring = new LeaseBook(index, time, retry, NullLogger.Instance)
                .AcquireAsync(Source, range, wait, hold, index.Ending.Token)
                .AsTask(),
        };
        _living.Add(process);
        Tell($"{process} wants the keys");
        return process;
    }

    private void Tick()
    {
        foreach (var process in _living.ToArray())
        {
            process.Missed += process.Speed;
            process.StandsStillFor = Math.Max(0, process.StandsStillFor - 1);
            if (process.StandsStillFor == 0)
            {
                // What stood still comes to itself at once.
                process.Index.AwayFor -= (int)Math.Ceiling(process.Missed);
                process.Time.Advance(TimeSpan.FromSeconds(process.Missed));
                process.Missed = 0;
            }

            Settle(process);
        }
    }

    private void Settle(Process process)
    {
        if (process is { Lease: null, Acquiring.IsCompletedSuccessfully: true })
        {
            process.Lease = process.Acquiring.Result;
            Tell($"{process} has them");
            if (process.Sight != Sight.Here)
            {
                Rename(process, process.Sight == Sight.Hidden ? Hidden(process) : $"elsewhere{process.Number}|7|1");
            }
        }
        else if (process.Acquiring is { IsFaulted: true } failed)
        {
            var fault = failed.Exception.InnerException as ImageTaggingException;
            Expect(fault?.Code is "LeaseHeld" or "Made", $"a lease could not be taken: {failed.Exception.InnerException}");
            _living.Remove(process);
        }
        else if (process.Acquiring.IsCanceled)
        {
            // Its process lives, and holds nothing.
            _living.Remove(process);
        }

        // A part of the ending runs on the pool's threads.
        if (process.Releasing is { } releasing && SpinWait.SpinUntil(() => releasing.IsCompleted, TimeSpan.FromMilliseconds(2)))
        {
            Expect(releasing.IsCompletedSuccessfully, $"a lease could not be let go of: {releasing.Exception}");
            _living.Remove(process);
        }
    }

    // Nothing of it happens any more; who is of this machine is seen to be dead.
    private void Kill(Process process)
    {
        Tell($"{process} is killed");
        _living.Remove(process);
        if (process is { Sight: Sight.Here, Lease: not null })
        {
            Rename(process, (ProcessOwner.Current with { Started = "before" }).ToString());
        }
        else if (process.Lease is null)
        {
            // It may have written its lease and not heard of it: as one of this process it would live for ever.
            Rename(process, $"elsewhere{process.Number}|7|1");
        }
    }

    private static string Hidden(Process process) => (ProcessOwner.Current with { Started = "0" }).ToString($"{process.Number}");

    private void Rename(Process process, string owner)
    {
        var isWritten = false;
        // Whoever lets go may write on a thread of the pool at this very moment.
        for (var tries = 0; tries < 100 && !isWritten; tries++)
        {
            var entry = _truth.ReadStateAsync(LeaseSheet.NameOf(Source)).AsTask().Result;
            var sheet = LeaseSheet.Of(Source, entry);
            var next = sheet with
            {
                Leases = [.. sheet.Leases.Select(l => process.Index.Wrote.Contains(l.Id) ? l with { Owner = owner } : l)],
            };
            isWritten = entry is null || _truth.TryWriteStateAsync(next.ToEntry(entry.Token)).AsTask().Result;
        }

        Expect(isWritten, "the entry changed by itself");
    }

    private void Check()
    {
        var working = _living.Where(p => p.Works).ToArray();
        foreach (var one in working)
        {
            foreach (var other in working.Where(o => o.Number > one.Number))
            {
                Expect(!one.Range.Overlaps(other.Range), $"{one} and {other} work on the same keys");
            }
        }

        foreach (var process in _living.Where(p => p is { Lease: not null, WasDisturbed: false, Releasing: null }))
        {
            Expect(!process.Lease!.Lost.IsCancellationRequested, $"{process} was robbed of its lease");
        }
    }

    private void End()
    {
        foreach (var process in _living.ToArray())
        {
            if (process.Lease is null || _random.Next(2) == 0)
            {
                Kill(process);
            }
            else
            {
                process.StandsStillFor = 0;
                process.Index.AwayFor = 0;
                process.Releasing ??= process.Lease.DisposeAsync().AsTask();
            }
        }

        var heir = Open(KeyRange.All, TimeSpan.FromMinutes(10));
        for (var second = 0; second < 600 && heir.Lease is null; second++)
        {
            Tick();
            Check();
        }

        Expect(heir.Lease is not null, "nobody can take the keys that nobody holds");
        var ending = heir.Lease!.DisposeAsync().AsTask();
        while (!ending.IsCompleted)
        {
            heir.Time.Advance(TimeSpan.FromSeconds(1));
            Thread.Yield();
        }
    }

    private void Expect(bool holds, string broken)
    {
        if (!holds)
        {
            Assert.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"History {seed}, second {_second}: {broken}\n{string.Join('\n', _told.TakeLast(40))}"
                )
            );
        }
    }

    private void Tell(string happened) => _told.Add($"{_second}: {happened}");

    private sealed record Process(
        MachineTime Time,
        LeaseIndex Index,
        PauseGate Hold,
        KeyRange Range,
        Sight Sight,
        double Speed,
        int Number
    )
    {
        public required Task<RunLease> Acquiring { get; init; }

        public RunLease? Lease { get; set; }

        public Task? Releasing { get; set; }

        public int StandsStillFor { get; set; }

        public double Missed { get; set; }

        public bool WasDisturbed { get; set; }

        /// <summary>Whether it calls and writes.</summary>
        public bool Works =>
            Releasing is null && StandsStillFor == 0 && !Hold.IsOn && Lease is { Lost.IsCancellationRequested: false };

        public override string ToString() => $"process {Number} ({Sight}, {Range})";
    }

    /// <summary>A machine's clocks: what counts time goes on evenly, and the wall clock may jump.</summary>
    private sealed class MachineTime : TimeProvider
    {
        private readonly FakeTimeProvider _steady = new();
        private TimeSpan _offset;

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public void Advance(TimeSpan by) => _steady.Advance(by);

        public void Jump(TimeSpan by) => _offset += by;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _offset;

        public override long GetTimestamp() => _steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _steady.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>The index as one process reaches it.</summary>
    private sealed class LeaseIndex(StateIndex inner, Random random) : DelegatingTagIndex(inner)
    {
        /// <summary>Seconds for which nothing goes through.</summary>
        public int AwayFor { get; set; }

        /// <summary>Ends the waiting for a lease.</summary>
        public CancellationTokenSource Ending { get; } = new();

        public bool EndsAtWrite { get; set; }

        /// <summary>The leases that the process made, heard of or not.</summary>
        public HashSet<string> Wrote { get; } = [];

        public override ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
        {
            MayFail();
            return Inner.ReadStateAsync(name, cancellationToken);
        }

        public override async ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
        {
            MayFail();
            var before = LeaseSheet.Of(Source, await Inner.ReadStateAsync(next.Name, cancellationToken).ConfigureAwait(false));
            var isWritten = await Inner.TryWriteStateAsync(next, cancellationToken).ConfigureAwait(false);
            if (isWritten)
            {
                Wrote.UnionWith(LeaseSheet.Of(Source, next).Leases.Select(l => l.Id).Except(before.Leases.Select(l => l.Id)));
            }

            if (EndsAtWrite)
            {
                EndsAtWrite = false;
                Ending.Cancel();
                Ending.Token.ThrowIfCancellationRequested();
            }

            MayFail();
            return isWritten;
        }

        private void MayFail()
        {
            if (AwayFor > 0 || random.Next(15) == 0)
            {
                throw new ImageTaggingException("Made to fail.") { Kind = FailureKind.Transient, Code = "Made" };
            }
        }
    }
}
