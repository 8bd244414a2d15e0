using System.Collections.Concurrent;
using ImageTagging.Leases;
using ImageTagging.Tests.Running;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Histories;

/// <summary>One random history of a store, its runs and everything that goes wrong, told by a seed. Throws where a promise is broken.</summary>
public sealed class FaultHistory(int seed)
{
    private readonly Random _random = new(seed);
    private readonly FastTime _time = new(50);
    private readonly InMemoryTagIndex _truth = new();
    private readonly ConcurrentDictionary<string, int> _inFlight = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Shows, string Tag)> _corrections = new(StringComparer.Ordinal);
    private PictureStore _store = null!;
    private HistoryTruth _checks = null!;
    private WordTagger _tagger = null!;
    private int _named;

    public async Task PlayAsync()
    {
        _store = new(_time) { TellsContents = _random.Next(2) == 0 };
        _tagger = new();
        _checks = new(_truth, _store, seed);
        var changes = new StoreChanges(_random, _store, _time, CorrectAsync);
        changes.Fill();

        for (var steps = _random.Next(3, 8); steps > 0; steps--)
        {
            await RunAsync(new Weather(_random));
            await changes.MakeAsync();
            _checks.Check();
        }

        await SettleAsync();
    }

    private async Task<bool> RunAsync(Weather weather)
    {
        var before = await _checks.AllAsync();
        var gate = new FaultGate(weather, new Random(_random.Next()));
        var index = new FaultyIndex(_truth)
        {
            OnAsk = gate.BeforeIndex,
            OnAnswer = gate.AfterWrite,
            OnScan = _ => gate.Maybe(weather.Scan, FailureKind.Transient),
        };
        _store.OnList = key =>
            gate.Maybe(weather.List, key.Length > 0 && gate.Chance(0.1) ? FailureKind.SetUp : FailureKind.Transient);
        _store.OnOpen = _ => gate.Maybe(weather.Read, gate.Chance(0.3) ? FailureKind.Refused : FailureKind.Transient);
        _store.Unlisted.Clear();
        if (weather.Gap)
        {
            _store.Unlisted.Add("b/");
        }

        var paid = 0;
        var answered = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        _tagger.OnCall = async (key, shows, token) =>
        {
            await CallAsync(gate, weather, shows, () => Interlocked.Increment(ref paid), token);
            answered[key] = shows;
        };

        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .From(_store)
            .TagWith(_tagger)
            .IndexInto(index)
            .UseTimeProvider(_time)
            .UseBudget(weather.Budget is { } limit ? Budget.OfCalls(limit) : null)
            .Configure(
                new()
                {
                    MaxUnsaved = 4,
                    FlushCount = 2,
                    // A busy machine must not make an answer late.
                    Grace = TimeSpan.FromHours(2),
                }
            );
        var pipeline = builder.Build();
        await using var _ = pipeline;
        using var cancel = new CancellationTokenSource();
        gate.Interrupt = weather.Interrupted ? cancel.Cancel : null;
        RunReport? report = null;
        try
        {
            report = await pipeline
                .RunAsync(new() { AllowRemovals = weather.AllowRemovals }, cancellationToken: cancel.Token)
                .WaitAsync(World.Guard, CancellationToken.None);
        }
        catch (ImageTaggingException)
        {
            // A fault of the set-up, a guard, a lost lease, a kill: the index must be true all the same.
        }

        await BuryAsync();
        _checks.Expect(weather.Budget is null || paid <= weather.Budget, $"{paid} calls on a budget of {weather.Budget}");
        await _checks.CheckRemovalsAsync(before, weather);
        if (report is not null && !gate.IsDead)
        {
            await _checks.CheckSavedAsync(answered, report);
        }

        return report is not null;
    }

    // On a busy machine even a calm run may lose its lease.
    private async Task RunCalmlyAsync()
    {
        for (var tries = 0; !await RunAsync(new Weather()); tries++)
        {
            Assert.True(tries < 20, $"History {seed}: twenty calm runs in a row did not end");
        }
    }

    private async Task CallAsync(FaultGate gate, Weather weather, string shows, Action paid, CancellationToken cancellationToken)
    {
        if (gate.IsDead)
        {
            throw new ImageTaggingException("Killed.");
        }

        _checks.Expect(_inFlight.AddOrUpdate(shows, 1, (_, n) => n + 1) == 1, $"'{shows}' is called for twice at once");
        try
        {
            var known = await _truth.FindLabelsAsync([PictureStore.Md5Of(shows)], _tagger.Info.Name, CancellationToken.None);
            _checks.Expect(known.Matches.Count == 0, $"'{shows}' is paid for although the index has it");
            await Task.Delay(TimeSpan.FromMilliseconds(gate.Next(300)), _time, cancellationToken);
            gate.Maybe(weather.Tag / 2, FailureKind.Throttled);
            if (gate.Chance(weather.Tag))
            {
                var kind = gate.Chance(0.3) ? FailureKind.Refused : FailureKind.Transient;
                var mayHaveCost = kind == FailureKind.Transient && gate.Chance(0.5);
                if (mayHaveCost)
                {
                    paid();
                }

                throw new ImageTaggingException("It failed.")
                {
                    Kind = kind,
                    Code = "Made",
                    MayHaveCost = mayHaveCost,
                };
            }

            paid();
            gate.MaybeKillOrInterrupt();
        }
        finally
        {
            _inFlight.AddOrUpdate(shows, 0, (_, n) => n - 1);
        }
    }

    // A killed process beats no more and holds nothing.
    private async Task BuryAsync()
    {
        var name = LeaseSheet.NameOf(_store.Name);
        if (await _truth.ReadStateAsync(name) is { } entry)
        {
            var sheet = LeaseSheet.Of(_store.Name, entry);
            var dead = (ProcessOwner.Current with { Started = "before" }).ToString();
            await _truth.TryWriteStateAsync(
                (sheet with { Leases = [.. sheet.Leases.Select(l => l with { Owner = dead })] }).ToEntry(entry.Token)
            );
        }
    }

    private async Task SettleAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromHours(3));
            await RunCalmlyAsync();
            await RetryFailedAsync();
        }

        _checks.Check();
        var records = await _checks.AllAsync();
        foreach (var key in _store.Keys)
        {
            var there = records.GetValueOrDefault(key);
            _checks.Expect(
                there is { GoneAt: null, Status: ImageStatus.Tagged },
                $"{key} is {there?.Status.ToString() ?? "missing"} at the end"
            );
            var words = (there?.Tags ?? []).Select(t => t.Name).Where(t => !t.StartsWith("mine", StringComparison.Ordinal));
            _checks.Expect(
                string.Join(' ', words) == _store[key],
                $"{key} has the tags '{string.Join(' ', words)}', but shows '{_store[key]}'"
            );
            if (_corrections.TryGetValue(key, out var correction) && correction.Shows == _store[key])
            {
                _checks.Expect(
                    there?.Edits.Any(e => e.Tag == correction.Tag) == true,
                    $"{key} lost the correction {correction.Tag}"
                );
            }
        }

        _checks.Expect(
            records.Values.All(r => r.GoneAt is not null || _store.Keys.Contains(r.Key)),
            "a record is there without its picture"
        );
        var calls = _tagger.Calls.Count;
        await RunCalmlyAsync();
        _checks.Expect(_tagger.Calls.Count == calls, "a run over an unchanged store called a tagger");
        _checks.Check();
    }

    private async Task RetryFailedAsync()
    {
        var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(_store)
            .TagWith(_tagger)
            .IndexInto(_truth)
            .UseTimeProvider(_time)
            .Build();
        await using var _ = pipeline;
        for (var tries = 0; ; tries++)
        {
            try
            {
                await pipeline.RunAsync(new() { RetryFailed = true, AllowRemovals = true });
                return;
            }
            catch (ImageTaggingException fault) when (fault.Code == "LeaseLost" && tries < 20)
            {
                await BuryAsync();
            }
        }
    }

    private async Task CorrectAsync(string key)
    {
        if ((await _truth.GetManyAsync([new(_store.Name, key)]))[0] is not { GoneAt: null } record)
        {
            return;
        }

        if (!record.Contents.Contains(PictureStore.Md5Of(_store[key])))
        {
            return;
        }

        var correction = new Correction
        {
            Tag = $"mine{_named++}",
            IsAdded = true,
            By = "me",
            At = _time.GetUtcNow(),
            Batch = "b",
        };
        var edited = RecordProjector.Project(record with { Edits = [.. record.Edits, correction] }, Vocabulary.Empty);
        await _truth.WriteAsync([RecordWrite.Replace(edited, record.Token!)]);
        _corrections[key] = (_store[key], correction.Tag);
    }
}
