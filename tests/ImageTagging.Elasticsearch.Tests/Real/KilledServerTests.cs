using System.Diagnostics;
using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class KilledServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Elasticsearch_killed_under_load_loses_nothing_that_was_acknowledged() =>
        KillAsync(Testbed.StartElasticsearchAsync);

    [Fact]
    public Task OpenSearch_killed_under_load_loses_nothing_that_was_acknowledged() => KillAsync(Testbed.StartOpenSearchAsync);

    private static async Task KillAsync(Func<string?, Task<ServerProcess>> start)
    {
        var records = Enumerable
            .Range(0, 30_000)
            .Select(i => SampleRecords.Of($"{i:D6}.jpg", ("cat", 90), ("dog", i % 100)))
            .ToList();
        var server = await start(null);
        try
        {
            using var moved = new MovedServer(server.Address);
            using var index = SearchServer.Open(
                new("http://moved.test:9200"),
                "killed",
                options =>
                {
                    options.BulkCount = 500;
                    options.RetryFor = TimeSpan.FromMinutes(5);
                    options.WrapHandler = inner => moved.Around(inner);
                }
            );
            await index.EnsureReadyAsync(Cancel);
            var writing = index.WriteAsync([.. records.Select(RecordWrite.Create)], Cancel).AsTask();
            await moved.Enough.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            KillAll(server);
            moved.IsKilled();
            var folder = server.Folder;
            await server.DisposeAsync();
            server = await start(folder);
            moved.Address = server.Address;

            var results = await writing;
            Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
            await index.RefreshAsync(Cancel);
            var keys = new List<string>();
            await foreach (var image in index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel))
            {
                keys.Add(image.Key);
            }

            Assert.Equal(records.Select(r => r.Key), keys);
            var again = await index.GetManyAsync([.. records.Take(2_000).Select(r => r.Name)], Cancel);
            Assert.Equal(results.Take(2_000).Select(r => r.Token), again.Select(r => r!.Token));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // The server itself, and not only the launcher that it has: told that its launcher is gone, it would end in good order.
    private static void KillAll(ServerProcess server)
    {
        using var guard = Process.GetProcessById(server.Id);
        guard.Kill(entireProcessTree: true);
    }

    /// <summary>Sends on to wherever the server is now, as a name in the DNS would.</summary>
    private sealed class MovedServer(Uri address) : IDisposable
    {
        private const int Wanted = 10;

        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _sent;
        private int _answered;

        public Uri Address { get; set; } = address;

        /// <summary>Completes once so many bulks are answered that the kill meets a write of which some is done and some is not.</summary>
        public Task Enough => _enough.Task;

        /// <summary>Lets the bulk go on that waited for the kill.</summary>
        public void IsKilled() => _killed.TrySetResult();

        public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

        public void Dispose()
        {
            _enough.TrySetCanceled();
            _killed.TrySetCanceled();
        }

        private sealed class Handler(MovedServer owner, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override async Task<HttpResponseMessage> SendAsync(
                HttpRequestMessage request,
                CancellationToken cancellationToken
            )
            {
                var isBulk = request.RequestUri!.AbsolutePath.EndsWith("_bulk", StringComparison.Ordinal);
                if (isBulk && Interlocked.Increment(ref owner._sent) == Wanted + 1)
                {
                    // One only: the others go on, and are with the server when it is killed.
                    await owner._killed.Task.WaitAsync(cancellationToken);
                }

                request.RequestUri = new Uri(owner.Address, request.RequestUri.PathAndQuery);
                var answer = await base.SendAsync(request, cancellationToken);
                if (isBulk && Interlocked.Increment(ref owner._answered) == Wanted)
                {
                    owner._enough.TrySetResult();
                }

                return answer;
            }
        }
    }
}
