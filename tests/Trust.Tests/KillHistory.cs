using System.Collections.Concurrent;
using System.Globalization;
using ImageTagging.Testing;

namespace ImageTagging.Trust.Tests;

/// <summary>One job whose process is killed again and again, at moments that a seed chooses from what it was seen to do.</summary>
/// <remarks>
/// Each life has an access key of its own, so that the double's log tells for every call in which life it was made, whenever it
/// arrived; after each kill the index is read. From both follows what a life had called for and not yet seen acknowledged.
/// </remarks>
internal sealed class KillHistory(string engine, int kills, int pictures, int seed)
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _calls = new(StringComparer.Ordinal);
    private readonly List<HashSet<int>> _acknowledged = [];

    /// <summary>Calls that the double served.</summary>
    public int Calls => _calls.Values.Sum(c => c.Count);

    /// <summary>Calls for contents that had been called for before.</summary>
    public int PaidAgain { get; private set; }

    /// <summary>Contents that were acknowledged by the last kill.</summary>
    public int AcknowledgedAtLast => _acknowledged[^1].Count;

    /// <summary>Called for and not acknowledged, summed over the kills: the most that may be paid again.</summary>
    public int Unacknowledged { get; private set; }

    public async Task PlayAsync(string location, CancellationToken cancellationToken)
    {
        await using var service = await RekognitionDouble.StartAsync();
        service.AnswerFor = call =>
        {
            var content = TrustJob.ContentOf(call.Key!);
            _calls.GetOrAdd(call.AccessKey!, _ => new()).Enqueue(content);
            return TrustJob.LabelsOf(content);
        };
        var job = new TrustJob(engine, location, service.ServiceUrl, pictures);
        var index = Engines.Open(engine, location);
        try
        {
            for (var life = 0; life < kills; life++)
            {
                service.Signatures.Add(new(KeyOf(life), Worker.Secret));
                var lived = await LiveAsync(job with { AccessKey = KeyOf(life) }, service, cancellationToken);
                Assert.True(lived, $"Seed {seed}: the job was done before kill {life + 1} of {kills}.");
                await LookAsync(index, life, cancellationToken);
            }

            service.Signatures.Add(new(KeyOf(kills), Worker.Secret));
            using var last = WorkerProcess.Start(job with { AccessKey = KeyOf(kills) });
            var (said, code) = await last.EndAsync(cancellationToken);
            Assert.True(code == 0, $"Seed {seed}: the last run ended with {code}: {said}");
            Count();
            await Oracle.CheckAsync(index, job, cancellationToken);
        }
        finally
        {
            await Engines.CloseAsync(index);
        }
    }

    private static string KeyOf(int life) => string.Create(CultureInfo.InvariantCulture, $"AKIDLIFE{life:D12}");

    // Counts what is seen of a process (its requests to the index and to the service) and kills it at one of them.
    private async Task<bool> LiveAsync(TrustJob job, RekognitionDouble service, CancellationToken cancellationToken)
    {
        // Some die while they open, look or plan; most somewhere among their calls and writes.
        var moment = _random.Next(5) == 0 ? _random.Next(1, 10) : _random.Next(10, 60);
        var seen = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int See()
        {
            var number = Interlocked.Increment(ref seen);
            if (number == moment)
            {
                reached.TrySetResult();
            }

            return number;
        }

        // After the moment nothing is answered: the job cannot end before it is killed.
        service.FaultFor = _ => See() > moment ? RekognitionFault.Hang : null;
        using var process = WorkerProcess.Start(job, _ => See());
        var ended = process.EndAsync(cancellationToken);
        await Task.WhenAny(reached.Task, ended);
        process.Kill();
        var (_, code) = await ended;
        service.FaultFor = null;
        return code != 0;
    }

    private async Task LookAsync(ITagIndex index, int life, CancellationToken cancellationToken)
    {
        // The first may have died before there was an index.
        await index.EnsureReadyAsync(cancellationToken);
        await index.RefreshAsync(cancellationToken);
        var there = new HashSet<int>();
        await foreach (var record in index.ReadAllAsync(cancellationToken: cancellationToken))
        {
            Assert.True(
                record is { GoneAt: null, Status: ImageStatus.Tagged },
                $"Seed {seed}, life {life}: {record.Key} is {record.Status}."
            );
            there.Add(TrustJob.ContentOf(record.Key));
        }

        Assert.True(
            _acknowledged.Count == 0 || there.IsSupersetOf(_acknowledged[^1]),
            $"Seed {seed}: kill {life + 1} took acknowledged records away."
        );
        _acknowledged.Add(there);
        if (index is ISelfCheckingIndex checking)
        {
            var faults = await checking
                .CheckAsync(repair: false, cancellationToken: cancellationToken)
                .ToListAsync(cancellationToken);
            Assert.True(faults.Count == 0, $"Seed {seed}, kill {life + 1}: {string.Join(' ', faults.Select(f => f.Message))}");
        }
    }

    private void Count()
    {
        var called = new Dictionary<int, int>();
        var lost = new Dictionary<int, int>();
        for (var life = 0; life <= kills; life++)
        {
            var calls = _calls.GetValueOrDefault(KeyOf(life))?.ToArray() ?? [];
            foreach (var content in calls)
            {
                Assert.True(
                    life == 0 || !_acknowledged[life - 1].Contains(content),
                    $"Seed {seed}: life {life} paid for content {content}, which the index had."
                );
                called[content] = called.GetValueOrDefault(content) + 1;
            }

            if (life < kills)
            {
                foreach (var content in calls.Where(c => !_acknowledged[life].Contains(c)).Distinct())
                {
                    lost[content] = lost.GetValueOrDefault(content) + 1;
                }
            }
        }

        foreach (var (content, times) in called)
        {
            Assert.True(
                times - 1 <= lost.GetValueOrDefault(content),
                $"Seed {seed}: content {content} was paid for {times} times and was lost {lost.GetValueOrDefault(content)} times."
            );
        }

        PaidAgain = called.Values.Sum() - called.Count;
        Unacknowledged = lost.Values.Sum();
        Assert.True(PaidAgain <= Unacknowledged, $"Seed {seed}: {PaidAgain} paid again, {Unacknowledged} unacknowledged.");
    }
}
