using ImageTagging.Hosting;
using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImageTagging.Tests.Hosting;

/// <summary>A watch in a host keeps one run, and so one budget of a run, for as long as the host lives.</summary>
public sealed class WatchServiceTests : IDisposable
{
    private const int Limit = 3;

    private readonly TempFolder _folder = new();
    private readonly FastTime _time = new(200);
    private readonly WordTagger _tagger = new();
    private readonly InMemoryTagIndex _memory = new();
    private readonly FaultyIndex _index;
    private readonly SemaphoreSlim _listed = new(0);

    public WatchServiceTests() =>
        _index = new(_memory)
        {
            OnAsk = what =>
            {
                if (what == "scan")
                {
                    _listed.Release();
                }
            },
        };

    [Fact]
    public async Task One_that_begins_anew_after_a_fault_goes_on_with_its_budget()
    {
        Fill(0, 12);
        var calls = 0;
        // Each start is allowed one call, and then the credentials are refused: the service begins anew, again and again.
        _tagger.OnCall = (_, _, _) =>
            Interlocked.Increment(ref calls) % 2 == 0
                ? throw new ImageTaggingException("The credentials have expired.") { Kind = FailureKind.SetUp, Code = "Expired" }
                : Task.CompletedTask;
        using var service = await StartAsync(new() { Workers = 1 });
        await ListedAsync(12);
        await service.StopAsync(CancellationToken.None);

        await AssertBudgetAsync();
        Assert.True(calls > Limit, "The service never began anew.");
    }

    [Fact]
    public async Task One_whose_removals_the_guard_holds_goes_on_with_its_budget()
    {
        Fill(0, 120);
        await using (var pipeline = Services(new(), budget: null).GetRequiredService<ImageTaggingPipeline>())
        {
            await pipeline.RunAsync();
        }

        foreach (var file in Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).Skip(1))
        {
            File.Delete(file);
        }

        Fill(200, 12);
        var before = _tagger.Calls.Count;
        while (await _listed.WaitAsync(TimeSpan.Zero))
        {
            // Listings of before.
        }

        using var service = await StartAsync(new());
        await ListedAsync(12);
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(Limit, _tagger.Calls.Count - before);
        await AssertBudgetAsync();
        Assert.Equal(120 + Limit, await _memory.ReadAllAsync().CountAsync(r => r.GoneAt is null));
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertBudgetAsync()
    {
        var ledger = Assert.Single(await new BudgetLedger(_memory, _time).ReadAsync());
        Assert.Equal((BudgetPeriod.Run, (decimal)Limit, 0m), (ledger.Period, ledger.Spent, ledger.Held));
    }

    private async Task ListedAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(await _listed.WaitAsync(World.Guard, TestContext.Current.CancellationToken));
        }
    }

    private void Fill(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            File.WriteAllText(_folder.File($"{i:000}.jpg"), $"thing{i}");
        }
    }

    private async Task<WatchService> StartAsync(PipelineOptions options)
    {
        var services = Services(options, Budget.OfCalls(Limit));
        var service = services.GetServices<IHostedService>().OfType<WatchService>().Single();
        await service.StartAsync(CancellationToken.None);
        return service;
    }

    private ServiceProvider Services(PipelineOptions options, Budget? budget)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services
            .AddImageTagging()
            .AddSource(new FolderImageSource(_folder.Path))
            .AddTagger(_tagger)
            .UseIndex(_index)
            .UseBudgets(budget is null ? [] : [budget])
            .ConfigurePipeline(_ => options)
            .WatchFolders(new() { ListEvery = TimeSpan.FromSeconds(1) });
        return services.BuildServiceProvider();
    }
}
