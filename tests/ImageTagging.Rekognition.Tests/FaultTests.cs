using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using ImageTagging.Rekognition.Errors;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class FaultTests
{
    private const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";

    [Theory]
    [InlineData(400, "ThrottlingException", FailureKind.Throttled, "quota")]
    [InlineData(500, "ThrottlingException", FailureKind.Throttled, "quota")]
    [InlineData(400, "ProvisionedThroughputExceededException", FailureKind.Throttled, "quota")]
    [InlineData(400, "LimitExceededException", FailureKind.Throttled, "inference units")]
    [InlineData(500, "InternalServerError", FailureKind.Transient, "again")]
    [InlineData(
        400,
        "AccessDeniedException",
        FailureKind.SetUp,
        """{"Effect":"Allow","Action":"rekognition:DetectLabels","Resource":"*"}"""
    )]
    [InlineData(400, "UnrecognizedClientException", FailureKind.SetUp, "aws sts get-caller-identity")]
    [InlineData(400, "ImageTooLargeException", FailureKind.Refused, "ImageTagging.Imaging")]
    [InlineData(400, "InvalidImageFormatException", FailureKind.Refused, "ImageTagging.Imaging")]
    [InlineData(400, "InvalidParameterException", FailureKind.Refused, "80 pixels")]
    [InlineData(400, "NobodyHeardOfItException", FailureKind.Refused, "refuses")]
    [InlineData(503, "NobodyHeardOfItException", FailureKind.Transient, "again")]
    public async Task Each_error_has_its_kind_and_its_advice(int status, string code, FailureKind kind, string advice)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        foreach (var inHeader in (bool[])[false, true])
        {
            server.FailNext(RekognitionFault.Error(status, code, "What the service says.") with { CodeInHeader = inHeader });

            var fault = await FailAsync(client);

            Assert.Equal((kind, code, status), (fault.Kind, fault.Code, fault.StatusCode));
            Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
            Assert.StartsWith("double-", fault.RequestId, StringComparison.Ordinal);
            Assert.Equal("What the service says.", fault.ServiceMessage);
            Assert.Equal(("DetectLabels", "us-east-1"), (fault.Operation, fault.Region));
            Assert.False(fault.MayHaveCost);
        }
    }

    [Fact]
    public async Task A_namespaced_code_and_a_lower_case_message_are_understood()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        server.FailNext(
            RekognitionFault.Raw(
                400,
                "application/x-amz-json-1.1",
                """{"__type":"com.amazonaws.rekognition#ThrottlingException","message":"Slow\u001b[31m\ndown"}"""
            )
        );

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.Throttled, "ThrottlingException"), (fault.Kind, fault.Code));
        Assert.Equal("Slow [31m down", fault.ServiceMessage);
    }

    [Fact]
    public async Task The_wait_that_the_service_asks_for_is_passed_on()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        server.FailNext(RekognitionFault.Throttle() with { RetryAfter = 7 });

        Assert.Equal(TimeSpan.FromSeconds(7), (await FailAsync(client)).RetryAfter);
    }

    [Fact]
    public async Task A_stopped_model_is_to_be_started()
    {
        await using var server = await RekognitionDouble.StartAsync();
        server.StoppedModels[Arn] = true;
        using var client = Doubles.ClientOf(server);

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectCustomLabelsAsync(new() { Image = Doubles.Object(), ProjectVersionArn = Arn })
        );

        Assert.Equal((FailureKind.SetUp, "ResourceNotReadyException"), (fault.Kind, fault.Code));
        Assert.Contains("aws rekognition start-project-version --region us-east-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Arn, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_another_region_names_the_right_one()
    {
        await using var server = await RekognitionDouble.StartAsync("eu-west-1");
        using var client = Doubles.ClientOf(server);

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectCustomLabelsAsync(new() { Image = Doubles.Object(), ProjectVersionArn = Arn })
        );

        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("Set RekognitionClientOptions.Region to us-east-1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, FailureKind.Transient, true)]
    [InlineData(503, FailureKind.Transient, false)]
    [InlineData(504, FailureKind.Transient, true)]
    [InlineData(403, FailureKind.SetUp, false)]
    [InlineData(404, FailureKind.SetUp, false)]
    [InlineData(407, FailureKind.SetUp, false)]
    [InlineData(429, FailureKind.Throttled, false)]
    [InlineData(200, FailureKind.Transient, true)]
    public async Task A_proxys_page_is_judged_by_its_status(int status, FailureKind kind, bool mayHaveCost)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        server.FailNext(RekognitionFault.Html(status));

        var fault = await FailAsync(client);

        Assert.Equal((kind, mayHaveCost, status), (fault.Kind, fault.MayHaveCost, fault.StatusCode));
        Assert.DoesNotContain("<", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_its_query_not_told()
    {
        await using var server = await RekognitionDouble.StartAsync();
        await using var elsewhere = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        server.FailNext(RekognitionFault.Redirect(elsewhere.ServiceUrl + "/?X-Amz-Signature=secret"));

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.SetUp, "Redirected", false), (fault.Kind, fault.Code, fault.MayHaveCost));
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Calls);
    }

    [Theory]
    [InlineData(RekognitionFaultKind.Reset)]
    [InlineData(RekognitionFaultKind.HalfAnswer)]
    public async Task A_connection_that_breaks_may_have_cost_and_is_not_called_again_by_itself(RekognitionFaultKind kind)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        await client.DetectLabelsAsync(new() { Image = Doubles.Object() });
        server.FailNext(kind == RekognitionFaultKind.Reset ? RekognitionFault.Reset : RekognitionFault.HalfAnswer);

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.Transient, "ConnectionLost", true), (fault.Kind, fault.Code, fault.MayHaveCost));
        Assert.Equal(2, server.CallCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Labels\":[{\"Name\":")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{\"Labels\":\"none\"}")]
    public async Task An_answer_that_cannot_be_read_may_have_cost(string body)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        server.FailNext(RekognitionFault.Raw(200, "application/x-amz-json-1.1", body));

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.Transient, "UnreadableAnswer", true), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_hang_ends_with_the_time_out_and_may_have_cost()
    {
        await using var server = await RekognitionDouble.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var client = Doubles.ClientOf(server, time);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.FaultFor = _ =>
        {
            arrived.TrySetResult();
            return RekognitionFault.Hang;
        };

        var call = FailAsync(client);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(60));
        var fault = await call;

        Assert.Equal((FailureKind.Transient, "TimedOut", true), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task Cancelling_a_hang_is_cancellation()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        using var stop = new CancellationTokenSource();
        server.FaultFor = _ =>
        {
            stop.Cancel();
            return RekognitionFault.Hang;
        };

        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() }, stop.Token)
        );

        Assert.Equal(stop.Token, fault.CancellationToken);
    }

    [Fact]
    public async Task A_closed_port_costs_nothing()
    {
        // Bound and not listening: nobody else can have the port meanwhile.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        using var client = new RekognitionClient(
            new()
            {
                Region = "us-east-1",
                ServiceUrl = $"http://127.0.0.1:{port}",
                Credentials = new BasicAWSCredentials("a", "b"),
            }
        );

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.Transient, "NoConnection", false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_connect_time_out_costs_nothing_and_says_what_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse what a full port cannot take.");
        using var full = new FullPort();
        using var client = new RekognitionClient(Towards(full.Number, o => o.ConnectTimeout = TimeSpan.FromSeconds(1)));

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.Transient, "ConnectTimedOut", false), (fault.Kind, fault.Code, fault.MayHaveCost));
        Assert.Contains("no connection to 127.0.0.1 within 1 seconds", fault.Message, StringComparison.Ordinal);
        Assert.Contains("firewall", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_times_out_before_there_is_a_connection_costs_nothing()
    {
        var connecting = new TaskCompletionSource();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                connecting.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return Stream.Null;
            },
        };
        var time = new FakeTimeProvider();
        using var client = new RekognitionClient(
            Towards(9, o => o.RequestTimeout = TimeSpan.FromSeconds(5)),
            time,
            logger: null,
            handler
        );

        var failing = FailAsync(client);
        await connecting.Task;
        time.Advance(TimeSpan.FromSeconds(6));
        var fault = await failing;

        Assert.Equal((FailureKind.Transient, "ConnectTimedOut", false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_host_without_an_address_is_the_set_ups_fault()
    {
        using var nowhere = new Nowhere();
        using var client = new RekognitionClient(
            new()
            {
                Region = "eu-nowhere-9",
                ServiceUrl = "http://rekognition.eu-nowhere-9.invalid",
                Credentials = new BasicAWSCredentials("a", "b"),
            },
            timeProvider: null,
            logger: null,
            nowhere
        );

        var fault = await FailAsync(client);

        Assert.Equal((FailureKind.SetUp, "NoSuchHost", false), (fault.Kind, fault.Code, fault.MayHaveCost));
        Assert.Contains("rekognition.eu-nowhere-9.invalid has no address", fault.Message, StringComparison.Ordinal);
        Assert.Contains("(eu-nowhere-9)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_answered_before_has_lost_its_address_for_a_while()
    {
        var fault = TransportFaults.From(
            new("DetectLabels", "us-east-1", "rekognition.test", Model: null),
            new HttpRequestException(HttpRequestError.NameResolutionError),
            everAnswered: true
        );

        Assert.Equal((FailureKind.Transient, "NoSuchHost", false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    private static RekognitionClientOptions Towards(int port, Action<RekognitionClientOptions> set)
    {
        var options = new RekognitionClientOptions
        {
            Region = "us-east-1",
            ServiceUrl = $"http://127.0.0.1:{port}",
            Credentials = new BasicAWSCredentials("a", "b"),
        };
        set(options);
        return options;
    }

    private static Task<RekognitionException> FailAsync(RekognitionClient client) =>
        Assert.ThrowsAsync<RekognitionException>(() => client.DetectLabelsAsync(new() { Image = Doubles.Object() }));

    /// <summary>A network whose name service knows no host. What a real one says to a name hangs on the machine.</summary>
    private sealed class Nowhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known");
    }
}
