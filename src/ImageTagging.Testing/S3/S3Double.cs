using System.Collections.Concurrent;
using ImageTagging.Testing.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Testing;

/// <summary>
/// An Amazon S3 over HTTP on a free loopback port, in memory: any key, versions, checksums, storage classes, encryption headers,
/// policies, redirects; every signature is checked. For tests of whatever an ordinary server on a file system cannot hold or do.
/// </summary>
/// <remarks>Path-style addresses. Threads may share it; disposing it ends the server. Behaviour after the Amazon S3 API reference.</remarks>
public sealed class S3Double : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, S3DoubleBucket> _buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<S3DoubleRequest> _requests = new();
    private readonly TimeProvider _time;

    private S3Double(WebApplication server, S3DoubleOptions options) =>
        (_server, Options, _time) = (server, options, options.TimeProvider ?? TimeProvider.System);

    /// <summary>The server's address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How it behaves.</summary>
    public S3DoubleOptions Options { get; }

    /// <summary>Every request so far, oldest first; refused ones too.</summary>
    public IReadOnlyCollection<S3DoubleRequest> Requests => _requests;

    /// <summary>Decides which requests fail, and how; null, or null returned, for none.</summary>
    public Func<S3DoubleRequest, S3DoubleFault?>? Fault { get; set; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The double; dispose it.</returns>
    public static async Task<S3Double> StartAsync(S3DoubleOptions? options = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var server = builder.Build();
        var made = new S3Double(server, options ?? new());
        var handler = new S3DoubleHandler(made, made._time);
        server.Run(handler.HandleAsync);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        made.Address = new Uri(
            server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
        return made;
    }

    /// <summary>Makes a bucket.</summary>
    /// <param name="name">The name.</param>
    /// <param name="region">Its region; null for the double's own.</param>
    /// <returns>The bucket.</returns>
    /// <exception cref="InvalidOperationException">There is a bucket of that name already.</exception>
    public S3DoubleBucket CreateBucket(string name, string? region = null)
    {
        var bucket = new S3DoubleBucket(name, region ?? Options.Region, _time);
        return _buckets.TryAdd(name, bucket)
            ? bucket
            : throw new InvalidOperationException($"There is a bucket '{name}' already.");
    }

    /// <summary>A bucket by its name; null where there is none.</summary>
    /// <param name="name">The bucket's name.</param>
    /// <returns>The bucket; null where there is none.</returns>
    public S3DoubleBucket? FindBucket(string name) => _buckets.GetValueOrDefault(name);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    internal void Note(S3DoubleRequest request) => _requests.Enqueue(request);
}
