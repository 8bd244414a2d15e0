using Amazon.Runtime;
using ImageTagging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class CredentialTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 23, 50, 0, TimeSpan.Zero));

    [Fact]
    public async Task Credentials_that_expire_midway_are_renewed()
    {
        await using var server = await StartAsync();
        server.Signatures.Add(new("KEY1", "secret-one", "token-one", _time.GetUtcNow().AddMinutes(5)));
        server.Signatures.Add(new("KEY2", "secret-two", "token-two"));
        var credentials = new Rotating(["1", "2"]);
        using var client = ClientOf(server, credentials);
        await client.DetectLabelsAsync(new() { Image = Doubles.Object() });

        _time.Advance(TimeSpan.FromMinutes(20));
        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );
        Assert.Equal((FailureKind.Transient, "ExpiredTokenException", false), (fault.Kind, fault.Code, fault.MayHaveCost));

        await client.DetectLabelsAsync(new() { Image = Doubles.Object() });
        Assert.Equal(["KEY1", "KEY1", "KEY2"], server.Calls.Select(c => c.AccessKey));
    }

    [Fact]
    public async Task Expired_credentials_that_nothing_renews_stop_the_run()
    {
        await using var server = await StartAsync();
        server.Signatures.Add(new("OLD", "secret", "token", _time.GetUtcNow().AddMinutes(-1)));
        using var client = ClientOf(server, new SessionAWSCredentials("OLD", "secret", "token"));

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );

        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("aws sso login", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_hours_off_is_allowed_for_from_the_second_call_on()
    {
        await using var server = await RekognitionDouble.StartAsync();
        var late = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-3));
        using var client = new RekognitionClient(Doubles.OptionsOf(server), late);

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );
        Assert.Equal(FailureKind.Transient, fault.Kind);

        await client.DetectLabelsAsync(new() { Image = Doubles.Object() });
        Assert.Equal([RekognitionOutcome.Refused, RekognitionOutcome.Served], server.Calls.Select(c => c.Outcome));
    }

    [Fact]
    public async Task A_wrong_secret_stops_the_run_and_is_not_told()
    {
        await using var server = await RekognitionDouble.StartAsync();
        var options = Doubles.OptionsOf(server);
        options.Credentials = new BasicAWSCredentials(RekognitionDouble.AccessKey, "a-wrong-secret");
        using var client = new RekognitionClient(options);

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );

        Assert.Equal((FailureKind.SetUp, "InvalidSignatureException"), (fault.Kind, fault.Code));
        Assert.DoesNotContain("a-wrong-secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_for_another_region_is_refused()
    {
        await using var server = await RekognitionDouble.StartAsync("eu-west-1");
        var options = Doubles.OptionsOf(server);
        options.Region = "us-east-1";
        using var client = new RekognitionClient(options);

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );

        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("eu-west-1", fault.Message, StringComparison.Ordinal);
    }

    private Task<RekognitionDouble> StartAsync() => RekognitionDouble.StartAsync(time: _time);

    private RekognitionClient ClientOf(RekognitionDouble server, AWSCredentials credentials)
    {
        var options = Doubles.OptionsOf(server);
        options.Credentials = credentials;
        return new(options, _time);
    }

    /// <summary>As a role's: new ones whenever the old are thrown away.</summary>
    private sealed class Rotating(IEnumerable<string> numbers) : RefreshingAWSCredentials
    {
        private readonly Queue<string> _numbers = new(numbers);

        protected override CredentialsRefreshState GenerateNewCredentials()
        {
            var n = _numbers.Dequeue();
            var words = n == "1" ? "one" : "two";
            return new(new ImmutableCredentials("KEY" + n, "secret-" + words, "token-" + words), DateTime.UtcNow.AddHours(6));
        }

        protected override Task<CredentialsRefreshState> GenerateNewCredentialsAsync() =>
            Task.FromResult(GenerateNewCredentials());
    }
}
