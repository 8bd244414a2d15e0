using System.Collections.Concurrent;
using ImageTagging.Testing.Rekognition;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Testing;

/// <summary>
/// Amazon Rekognition's four tagging operations over HTTP on a free loopback port: checks requests against the service model and
/// their signatures, answers what it is told, throttles and fails as told, and keeps a log of all calls.
/// </summary>
/// <remarks>Threads may share it, and settings may change while it serves. Disposing it closes the port.</remarks>
public sealed class RekognitionDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RekognitionCall> _calls = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<ImageLabel>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RekognitionFault> _nextFaults = new();
    private long _count;

    private RekognitionDouble(WebApplication app, string region, TimeProvider time)
    {
        (_app, Region, Time) = (app, region, time);
        Signatures = new("rekognition", time: time) { Region = region };
        Signatures.Add(new(AccessKey, SecretKey));
    }

    /// <summary>An access key that the double knows from the start.</summary>
    public const string AccessKey = "AKIDDOUBLE0000000001";

    /// <summary>The secret to <see cref="AccessKey"/>. Opens nothing but a double.</summary>
    public const string SecretKey = "a-secret-of-the-double-that-opens-nothing";

    /// <summary>The address to call.</summary>
    public string ServiceUrl { get; private set; } = "";

    /// <summary>The region that requests must be signed for.</summary>
    public string Region { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Who may call. Add credentials with tokens and expiry here, or remove the first.</summary>
    public SigV4Verifier Signatures { get; }

    /// <summary>How long an answer takes.</summary>
    /// <value>The default is no time.</value>
    public TimeSpan Delay { get; set; }

    /// <summary>The quota; null for none.</summary>
    public RekognitionQuota? Quota { get; set; }

    /// <summary>The error that a call beyond the quota gets.</summary>
    /// <value>The default is a ThrottlingException at HTTP 400.</value>
    public RekognitionFault QuotaFault { get; set; } = RekognitionFault.Throttle();

    /// <summary>Asked for each call, before anything else: a fault, or null for none. The call has no outcome yet.</summary>
    public Func<RekognitionCall, RekognitionFault?>? FaultFor { get; set; }

    /// <summary>
    /// Awaited for each call after <see cref="FaultFor"/> and before its answer, a fault's as well: nothing is answered until it is
    /// done, or the caller goes away. The call has no outcome yet.
    /// </summary>
    public Func<RekognitionCall, ValueTask>? HoldFor { get; set; }

    /// <summary>Asked for each picture that nothing was told for; null for labels drawn from a hash of the picture's name.</summary>
    public Func<RekognitionCall, IReadOnlyList<ImageLabel>>? AnswerFor { get; set; }

    /// <summary>
    /// Reads an object that a request names: its bytes, or null where it is not there or not readable. Without it every object
    /// counts as there and right.
    /// </summary>
    public Func<string, string, string?, CancellationToken, ValueTask<byte[]?>>? ReadObject { get; set; }

    /// <summary>The regions of buckets; an object of a bucket in another region than <see cref="Region"/> cannot be read.</summary>
    public ConcurrentDictionary<string, string> BucketRegions { get; } = new(StringComparer.Ordinal);

    /// <summary>ARNs of models that do not run.</summary>
    public ConcurrentDictionary<string, bool> StoppedModels { get; } = new(StringComparer.Ordinal);

    /// <summary>The model version in answers.</summary>
    public string ModelVersion { get; set; } = "3.0";

    /// <summary>JSON members to put before the known ones in each answer, as a future version of the service may; such as <c>"New":{"X":1}</c>.</summary>
    public string? UnknownMembers { get; set; }

    /// <summary>All calls so far, in the order in which they ended. A call is there before its caller can see any of the answer.</summary>
    public IReadOnlyList<RekognitionCall> Calls => [.. _calls];

    /// <summary>How many calls arrived so far.</summary>
    public long CallCount => Interlocked.Read(ref _count);

    /// <summary>Starts a double on a free loopback port.</summary>
    /// <param name="region">The region that it plays.</param>
    /// <param name="time">The clock of quotas, delays and signatures; null for the system's.</param>
    /// <returns>The double; dispose it.</returns>
    public static async Task<RekognitionDouble> StartAsync(string region = "us-east-1", TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var server = new RekognitionDouble(app, region, time ?? TimeProvider.System);
        var handler = new RekognitionHandler(server);
        app.Run(handler.HandleAsync);
        await app.StartAsync().ConfigureAwait(false);
        server.ServiceUrl = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <summary>Tells the labels of a picture.</summary>
    /// <param name="image">An object's key, <c>s3://bucket/key</c>, or <c>sha256:…</c> of the bytes in lower-case hex.</param>
    /// <param name="labels">What to answer; nothing for an answer without labels.</param>
    public void Answer(string image, params IReadOnlyList<ImageLabel> labels) => _answers[image] = labels;

    /// <summary>Makes the next calls fail, one fault each, in the order of their arrival.</summary>
    /// <param name="faults">The faults, one a call.</param>
    public void FailNext(params IEnumerable<RekognitionFault> faults)
    {
        foreach (var fault in faults)
        {
            _nextFaults.Enqueue(fault);
        }
    }

    /// <summary>The calls for a picture, by an object's key, <c>s3://bucket/key</c>, or <c>sha256:…</c>.</summary>
    /// <param name="image">Bucket and key, or the key alone.</param>
    /// <returns>The calls, in order.</returns>
    public IReadOnlyList<RekognitionCall> CallsFor(string image) => [.. _calls.Where(c => c.Image == image || c.Key == image)];

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls() => _calls.Clear();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A caller that hangs must not hold up the end.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    internal long NextNumber() => Interlocked.Increment(ref _count);

    internal void Add(RekognitionCall call) => _calls.Enqueue(call);

    internal RekognitionFault? FaultOf(RekognitionCall call) =>
        _nextFaults.TryDequeue(out var next) ? next : FaultFor?.Invoke(call);

    internal Task HoldAsync(RekognitionCall call, CancellationToken gone) =>
        HoldFor?.Invoke(call).AsTask().WaitAsync(gone) ?? Task.CompletedTask;

    internal IReadOnlyList<ImageLabel> LabelsOf(RekognitionCall call) =>
        _answers.TryGetValue(call.Image, out var labels) || (call.Key is { } key && _answers.TryGetValue(key, out labels))
            ? labels
            : AnswerFor?.Invoke(call) ?? DrawnLabels.Of(call.Image);
}
