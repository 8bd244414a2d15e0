using System.Collections.Concurrent;
using ImageTagging.Leases;
using ImageTagging.Tests.Running;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Histories;

/// <summary>
/// One random history of stores, their runs and everything that goes wrong, told by a seed: over one or two sources, with one or two
/// taggers that get pictures by reference or as bytes, with settings that change between runs and people who correct meanwhile.
/// Throws where a promise is broken.
/// </summary>
internal sealed class FaultHistory
{
    private const string SharedRun = "shared";

    // How a run that did not go well may end; another fault is a fault of its own.
    private static readonly string[] s_ends = ["Made", "Killed", "LeaseLost", "LeaseHeld", "BudgetUnreachable"];

    private static readonly Vocabulary s_other = Vocabulary.Parse(
        """{ "parent": { "thing1": ["object"], "thing2": ["object"] } }"""
    );

    private readonly Random _random;
    private readonly FastTime _time = new(50);
    private readonly ITagIndex _truth;
    private readonly PictureStore[] _stores;
    private readonly WordTagger[] _taggers;
    private readonly HistoryTruth _checks;
    private readonly int _sharedBudget;
    private readonly ConcurrentDictionary<(string Tagger, string Shows), int> _inFlight = new();
    private readonly Dictionary<ImageName, (string Shows, string Tag)> _corrections = [];
    private Vocabulary _vocabulary = Vocabulary.Empty;
    private int _paidOfShared;
    private int _named;

    /// <summary>A history.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="truth">The index, empty.</param>
    public FaultHistory(int seed, ITagIndex truth)
    {
        (_random, _truth) = (new(seed), truth);
        var tells = _random.Next(2) == 0;
        _stores =
        [
            .. Names("mem://store", "mem://other").Select(name => new PictureStore(_time, name) { TellsContents = tells }),
        ];
        _taggers =
        [
            .. Names("words", "more")
                .Select(name => new WordTagger(name)
                {
                    HandsOver = name == "more" ? key => tells && (key[^5] - '0') % 2 == 0 : null,
                }),
        ];
        _sharedBudget = _random.Next(40);
        _checks = new(truth, _stores, $"History {seed} on {truth.Info.Engine}");
    }

    public async Task PlayAsync()
    {
        var changes = new StoreChanges(_random, _stores, _time, name => CorrectAsync(name));
        changes.Fill();

        for (var steps = _random.Next(3, 8); steps > 0; steps--)
        {
            ChangeSettings();
            await RunAsync(new Weather(_random));
            await changes.MakeAsync();
            _checks.Check();
        }

        await SettleAsync();
    }

    private IEnumerable<string> Names(string one, string two) => _random.Next(2) == 0 ? [one] : [one, two];

    // Narrower, as it was, or another question altogether; and what labels mean.
    private void ChangeSettings()
    {
        foreach (var tagger in _taggers.Where(_ => _random.Next(4) == 0))
        {
            tagger.Info = tagger.Info with
            {
                Fingerprint = new("0" + "ab"[_random.Next(8) / 7], _random.Next(2) == 0 ? 50 : 80, 0),
            };
        }

        if (_random.Next(4) == 0)
        {
            _vocabulary = _random.Next(2) == 0 ? Vocabulary.Empty : s_other;
        }
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
        var isShared = weather.Budget is not null && _random.Next(2) == 0;
        var limit = isShared ? _sharedBudget : weather.Budget;
        var paid = 0;
        var answered = new ConcurrentDictionary<(string Tagger, ImageName Image), string>();
        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .IndexInto(index)
            .UseVocabulary(_vocabulary)
            .UseTimeProvider(_time)
            .UseBudgets(limit is { } calls ? [Budget.OfCalls(calls), Budget.OfMoney(1_000, BudgetPeriod.Month)] : [])
            .Configure(
                new()
                {
                    Workers = _random.Next(3) == 0 ? _random.Next(1, 4) : null,
                    MaxUnsaved = _random.Next(2, 8),
                    FlushCount = 2,
                    // A busy machine must not make an answer late.
                    Grace = TimeSpan.FromHours(2),
                }
            );
        foreach (var store in _stores)
        {
            store.OnList = key =>
                gate.Maybe(weather.List, key.Length > 0 && gate.Chance(0.1) ? FailureKind.SetUp : FailureKind.Transient);
            store.OnOpen = _ => gate.Maybe(weather.Read, gate.Chance(0.3) ? FailureKind.Refused : FailureKind.Transient);
            store.Unlisted.Clear();
            if (weather.Gap)
            {
                store.Unlisted.Add("b/");
            }

            builder.From(store);
        }

        foreach (var tagger in _taggers)
        {
            tagger.OnImage = async (image, shows, token) =>
            {
                await CallAsync(tagger, gate, weather, shows, () => Interlocked.Increment(ref paid), token);
                answered[(tagger.Info.Name, image)] = shows;
                if (weather.Corrects && gate.Chance(0.1))
                {
                    await CorrectAsync(image);
                }
            };
            builder.TagWith(tagger);
        }

        var pipeline = builder.Build();
        await using var _ = pipeline;
        using var cancel = new CancellationTokenSource();
        gate.Interrupt = weather.Interrupted ? cancel.Cancel : null;
        var options = new RunOptions
        {
            AllowRemovals = weather.AllowRemovals,
            ResolveContents = _random.Next(4) == 0,
            RunId = isShared ? SharedRun : null,
        };
        RunReport? report = null;
        try
        {
            report = await pipeline
                .RunAsync(options, cancellationToken: cancel.Token)
                .WaitAsync(World.Guard, CancellationToken.None);
        }
        catch (ImageTaggingException fault)
        {
            // A fault of the set-up, a lost lease, a kill: the index must be true all the same.
            _checks.Expect(s_ends.Contains(fault.Code), $"a run ended with {fault.Code}: {fault.Message}");
        }

        await BuryAsync();
        _checks.Expect(
            report is null || !gate.HasStopped,
            $"a fault of the set-up was swallowed: the run ended as {report?.End}"
        );
        _checks.Expect(weather.Budget is null || isShared || paid <= limit, $"{paid} calls on a budget of {limit}");
        _paidOfShared += isShared ? paid : 0;
        _checks.Expect(_paidOfShared <= _sharedBudget, $"{_paidOfShared} calls on a shared budget of {_sharedBudget}");
        await _checks.CheckRemovalsAsync(before, weather);
        if (report is not null && !gate.IsDead)
        {
            await _checks.CheckSavedAsync(answered, report);
        }

        await ForgetPurgedAsync();
        return report is not null;
    }

    // What was gone for over a week is purged with what people said of it.
    private async Task ForgetPurgedAsync()
    {
        var records = await _checks.AllAsync();
        foreach (var name in _corrections.Keys.Where(n => !records.ContainsKey(n)).ToArray())
        {
            _corrections.Remove(name);
        }
    }

    // On a busy machine even a calm run may lose its lease.
    private async Task RunCalmlyAsync()
    {
        for (var tries = 0; !await RunAsync(new Weather()); tries++)
        {
            Assert.True(tries < 20, "Twenty calm runs in a row did not end");
        }
    }

    private async Task CallAsync(
        WordTagger tagger,
        FaultGate gate,
        Weather weather,
        string shows,
        Action paid,
        CancellationToken cancellationToken
    )
    {
        if (gate.IsDead)
        {
            throw new ImageTaggingException("Killed.") { Code = "Killed" };
        }

        var call = (tagger.Info.Name, shows);
        _checks.Expect(_inFlight.AddOrUpdate(call, 1, (_, n) => n + 1) == 1, $"'{shows}' is called for twice at once");
        try
        {
            var known = await _truth.FindLabelsAsync([PictureStore.Md5Of(shows)], tagger.Info.Name, CancellationToken.None);
            _checks.Expect(
                !known.Matches.Any(m => m.State.Fingerprint is { } asked && tagger.Info.Answers(asked, m.State.IsCut)),
                $"'{shows}' is paid for although the index has it"
            );
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
            _inFlight.AddOrUpdate(call, 0, (_, n) => n - 1);
        }
    }

    // A killed process beats no more and holds nothing.
    private async Task BuryAsync()
    {
        foreach (var store in _stores)
        {
            if (await _truth.ReadStateAsync(LeaseSheet.NameOf(store.Name)) is { } entry)
            {
                var sheet = LeaseSheet.Of(store.Name, entry);
                var dead = (ProcessOwner.Current with { Started = "before" }).ToString();
                await _truth.TryWriteStateAsync(
                    (sheet with { Leases = [.. sheet.Leases.Select(l => l with { Owner = dead })] }).ToEntry(entry.Token)
                );
            }
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
        foreach (var name in _stores.SelectMany(s => s.Keys.Select(k => new ImageName(s.Name, k))))
        {
            var shows = _checks.StoreOf(name)[name.Key];
            var there = records.GetValueOrDefault(name);
            _checks.Expect(
                there is { GoneAt: null, Status: ImageStatus.Tagged },
                $"{name} is {there?.Status.ToString() ?? "missing"} at the end"
            );
            var words = (there?.Tags ?? []).Select(t => t.Name).Where(t => !t.StartsWith("mine", StringComparison.Ordinal));
            _checks.Expect(
                string.Join(' ', words) == shows,
                $"{name} has the tags '{string.Join(' ', words)}', but shows '{shows}'"
            );
            if (_corrections.TryGetValue(name, out var correction) && correction.Shows == shows)
            {
                _checks.Expect(
                    there?.Edits.Any(e => e.Tag == correction.Tag) == true,
                    $"{name} lost the correction {correction.Tag}"
                );
            }
        }

        _checks.Expect(
            records.All(r => r.Value.GoneAt is not null || _checks.StoreOf(r.Key).Keys.Contains(r.Key.Key)),
            "a record is there without its picture"
        );
        var calls = _taggers.Sum(t => t.Calls.Count);
        await RunCalmlyAsync();
        _checks.Expect(_taggers.Sum(t => t.Calls.Count) == calls, "a run over an unchanged store called a tagger");
        _checks.Check();
    }

    private async Task RetryFailedAsync()
    {
        var builder = ImageTaggingPipeline.CreateBuilder().IndexInto(_truth).UseVocabulary(_vocabulary).UseTimeProvider(_time);
        Array.ForEach(_stores, s => builder.From(s));
        Array.ForEach(_taggers, t => builder.TagWith(t));
        var pipeline = builder.Build();
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

    private async Task CorrectAsync(ImageName name)
    {
        var shows = _checks.StoreOf(name)[name.Key];
        if (
            (await _truth.GetManyAsync([name]))[0] is not { GoneAt: null } record
            || !record.Contents.Contains(PictureStore.Md5Of(shows))
        )
        {
            return;
        }

        var correction = new Correction
        {
            Tag = $"mine{Interlocked.Increment(ref _named)}",
            IsAdded = true,
            By = "me",
            At = _time.GetUtcNow(),
            Batch = "b",
        };
        var edited = RecordProjector.Project(record with { Edits = [.. record.Edits, correction] }, _vocabulary);
        var written = await _truth.WriteAsync([RecordWrite.Replace(edited, record.Token!)]);
        lock (_corrections)
        {
            if (written[0].Outcome == WriteOutcome.Written)
            {
                _corrections[name] = (shows, correction.Tag);
            }
        }
    }
}
