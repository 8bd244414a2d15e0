using System.Text;
using System.Text.Json;
using ImageTagging.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Chat.Tests;

/// <summary>The tagger's own client against a server that speaks as OpenAI's does.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private const string Key = "sk-very-secret-0123456789";
    private ChatService _service = null!;

    public async ValueTask InitializeAsync() => _service = await ChatService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task The_question_is_what_such_services_take()
    {
        var answer = await TagAsync(o =>
        {
            o.ApiKey = Key;
            o.MaxOutputTokens = 321;
            o.Words = ["dog", "beach", "cat"];
        });

        Assert.Equal(["dog 97", "beach 80"], answer.Labels.Select(l => $"{l.Name} {l.Confidence}"));
        Assert.Equal("eyes-2026", answer.ModelVersion);
        var call = Assert.Single(_service.Calls);
        Assert.Equal(("/v1/chat/completions", "Bearer " + Key), (call.Path, call.Authorization));
        var body = call.Body;
        Assert.Equal(
            ["max_tokens", "messages", "model", "response_format", "temperature"],
            body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ("eyes", 321, 0d),
            (Text(body, "model"), body.GetProperty("max_tokens").GetInt32(), body.GetProperty("temperature").GetDouble())
        );
        var form = body.GetProperty("response_format");
        Assert.Equal("json_schema", Text(form, "type"));
        var schema = form.GetProperty("json_schema");
        Assert.True(schema.GetProperty("strict").GetBoolean());
        AssertStrict(schema.GetProperty("schema"));
        var messages = body.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(["system", "user"], messages.Select(m => Text(m, "role")));
        Assert.Equal(JsonValueKind.String, messages[0].GetProperty("content").ValueKind);
        var parts = messages[1].GetProperty("content").EnumerateArray().ToArray();
        Assert.Equal(["text", "image_url"], parts.Select(p => Text(p, "type")));
        var url = Text(parts[1].GetProperty("image_url"), "url");
        Assert.StartsWith("data:image/jpeg;base64,", url, StringComparison.Ordinal);
        var facts = Pictures.Codec.Probe(Convert.FromBase64String(url["data:image/jpeg;base64,".Length..]));
        Assert.Equal((640, 427), (facts.Width, facts.Height));
    }

    [Fact]
    public async Task Without_a_key_none_is_sent()
    {
        await TagAsync();
        Assert.Equal("", Assert.Single(_service.Calls).Authorization);
    }

    [Theory]
    [InlineData(429, "rate_limit_exceeded", null, FailureKind.Throttled, ErrorCodes.SlowDown, false)]
    [InlineData(429, "insufficient_quota", null, FailureKind.SetUp, ErrorCodes.NoCredit, false)]
    [InlineData(402, null, null, FailureKind.SetUp, ErrorCodes.NoCredit, false)]
    [InlineData(401, "invalid_api_key", null, FailureKind.SetUp, ErrorCodes.Unauthorized, false)]
    [InlineData(403, null, null, FailureKind.SetUp, ErrorCodes.Forbidden, false)]
    [InlineData(404, "model_not_found", null, FailureKind.SetUp, ErrorCodes.NoSuchModel, false)]
    [InlineData(413, null, null, FailureKind.Refused, ErrorCodes.TooLarge, false)]
    [InlineData(400, "invalid_image", null, FailureKind.Refused, ErrorCodes.QuestionRefused, false)]
    [InlineData(400, null, "messages.[1].content", FailureKind.Refused, ErrorCodes.QuestionRefused, false)]
    [InlineData(400, null, "model", FailureKind.SetUp, ErrorCodes.InvalidOptions, false)]
    [InlineData(400, "content_policy_violation", null, FailureKind.Refused, ErrorCodes.AnswerRefused, false)]
    [InlineData(500, null, null, FailureKind.Transient, ErrorCodes.TooBusy, true)]
    [InlineData(503, null, null, FailureKind.Transient, ErrorCodes.TooBusy, false)]
    [InlineData(529, "overloaded_error", null, FailureKind.Transient, ErrorCodes.TooBusy, false)]
    [InlineData(301, null, null, FailureKind.SetUp, ErrorCodes.Redirected, false)]
    [InlineData(418, null, null, FailureKind.SetUp, ErrorCodes.NotUnderstood, false)]
    public async Task Every_fault_of_the_service_has_a_kind(
        int status,
        string? code,
        string? parameter,
        FailureKind kind,
        string told,
        bool mayHaveCost
    )
    {
        _service.Then(status, ChatService.Error($"No.\n\u001b[31m With {Key} that was sent.", code, parameter));

        var fault = await FaultAsync(o => o.ApiKey = Key);

        Assert.Equal((kind, told, mayHaveCost, (int?)status), (fault.Kind, fault.Code, fault.MayHaveCost, fault.StatusCode));
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u001b', fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task The_wait_that_the_service_asks_for_is_told_in_seconds_and_as_a_date()
    {
        var time = new FakeTimeProvider(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        _service.Then(429, ChatService.Error("Slow."), ("Retry-After", "7"));
        _service.Then(429, ChatService.Error("Slow."), ("Retry-After", "Mon, 30 Nov 2026 12:01:30 GMT"));
        _service.Then(429, ChatService.Error("Slow."), ("Retry-After", "Mon, 30 Nov 2026 11:00:00 GMT"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await FaultAsync(time: time)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(90), (await FaultAsync(time: time)).RetryAfter);
        Assert.Null((await FaultAsync(time: time)).RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Log in</html>")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"choices\":[null]}")]
    [InlineData("{\"choices\":5}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\"}]}}]}")]
    public async Task What_is_no_answer_of_such_a_service_is_tried_again(string body)
    {
        _service.Then(200, body);
        var fault = await FaultAsync();
        Assert.Equal((FailureKind.Transient, ErrorCodes.UnreadableAnswer, true), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Theory]
    [InlineData("{\"error\":{\"code\":429,\"message\":\"busy\"}}", FailureKind.Throttled)]
    [InlineData("{\"error\":{\"code\":\"overloaded\"}}", FailureKind.Transient)]
    [InlineData("{\"error\":\"model 'eyes' not found\"}", FailureKind.Transient)]
    public async Task A_gateway_that_answers_200_with_an_error_is_not_taken_at_its_word(string body, FailureKind kind)
    {
        _service.Then(200, body);
        Assert.Equal(kind, (await FaultAsync()).Kind);
    }

    [Fact]
    public async Task Refused_cut_and_empty_answers_are_told_apart()
    {
        _service.Then(200, ChatService.Answer("", refusal: "I can't help with that."));
        _service.Then(200, ChatService.Answer("", reason: "content_filter"));
        _service.Then(200, ChatService.Answer("{\"labels\":[{", reason: "length"));
        _service.Then(200, ChatService.Answer("{\"labels\":[]}"));
        Assert.Equal(ErrorCodes.AnswerRefused, (await FaultAsync()).Code);
        Assert.Equal(ErrorCodes.AnswerRefused, (await FaultAsync()).Code);
        Assert.Equal(ErrorCodes.AnswerCut, (await FaultAsync()).Code);
        Assert.Empty((await TagAsync()).Labels);
    }

    [Fact]
    public async Task An_answer_without_end_is_left_when_it_is_too_long()
    {
        var left = new TaskCompletionSource();
        _service.Then(async context =>
        {
            var part = Encoding.ASCII.GetBytes("{\"choices\":[" + new string(' ', 65_536));
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException)
            {
                left.SetResult();
            }
        });

        var fault = await FaultAsync();

        Assert.Equal((FailureKind.Refused, ErrorCodes.AnswerTooLong), (fault.Kind, fault.Code));
        await left.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(429, FailureKind.Throttled)]
    [InlineData(503, FailureKind.Transient)]
    [InlineData(401, FailureKind.SetUp)]
    public async Task Where_it_did_not_serve_the_status_counts_whatever_page_comes_with_it(int status, FailureKind kind)
    {
        _service.Then(status, "<html>" + new string('x', 2_000_000));
        var fault = await FaultAsync();
        Assert.Equal((kind, (int?)status, false), (fault.Kind, fault.StatusCode, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_call_that_found_no_connection_in_all_its_time_was_never_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse what a full port cannot take.");
        using var full = new FullPort();
        var fault = await FaultAsync(o =>
            (o.Url, o.ConnectTimeout, o.RequestTimeout) = (
                $"http://127.0.0.1:{full.Number}/v1",
                TimeSpan.FromMinutes(2),
                TimeSpan.FromSeconds(1)
            )
        );
        Assert.Equal((FailureKind.Transient, ErrorCodes.ConnectTimedOut, false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_answer_may_have_cost()
    {
        _service.Then(async context =>
        {
            context.Response.ContentLength = 5_000;
            await context.Response.WriteAsync("{\"choices\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        var fault = await FaultAsync();
        Assert.Equal((FailureKind.Transient, ErrorCodes.ConnectionLost, true), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task Who_takes_no_connection_was_never_asked()
    {
        using var closed = new ClosedPort();
        var fault = await FaultAsync(o => o.Url = $"http://127.0.0.1:{closed.Port}/v1");
        Assert.Equal((FailureKind.Transient, ErrorCodes.NoConnection, false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task Who_takes_no_connection_in_time_was_never_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse what a full port cannot take.");
        using var full = new FullPort();
        var fault = await FaultAsync(o =>
            (o.Url, o.ConnectTimeout) = ($"http://127.0.0.1:{full.Number}/v1", TimeSpan.FromSeconds(1))
        );
        Assert.Equal((FailureKind.Transient, ErrorCodes.ConnectTimedOut, false), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for_and_may_have_cost()
    {
        var time = new FakeTimeProvider();
        _service.Then(async context =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var fault = await FaultAsync(o => o.RequestTimeout = TimeSpan.FromSeconds(30), time: time);
        Assert.Equal((FailureKind.Transient, ErrorCodes.TimedOut, true), (fault.Kind, fault.Code, fault.MayHaveCost));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_in_flight_ends_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        _service.Then(async context =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var tagger = new ChatTagger(Options(), Pictures.Codec);
        using var image = Pictures.Of();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await tagger.TagAsync(image, cancel.Token));
        Assert.NotEmpty((await tagger.TagAsync(image)).Labels);
    }

    /// <summary>Services that speak alike differ in parts: what one does not take it says, and is not sent again.</summary>
    [Fact]
    public async Task A_part_that_the_service_does_not_take_is_left_out_from_then_on()
    {
        _service.AnswerFor = body =>
            body.TryGetProperty("max_tokens", out _) ? Unsupported("max_tokens")
            : body.TryGetProperty("temperature", out _) ? Unsupported("temperature")
            : body.TryGetProperty("response_format", out _) ? Unsupported("response_format.json_schema")
            : null;
        using var tagger = new ChatTagger(Options(o => o.MaxOutputTokens = 77), Pictures.Codec);
        using var image = Pictures.Of();

        Assert.NotEmpty((await tagger.TagAsync(image)).Labels);
        Assert.Equal(4, _service.Calls.Count);
        Assert.NotEmpty((await tagger.TagAsync(image)).Labels);

        Assert.Equal(5, _service.Calls.Count);
        Assert.Equal(77, _service.Calls[4].Body.GetProperty("max_completion_tokens").GetInt32());

        // One that takes neither is at fault, and is not asked for ever.
        _service.AnswerFor = _ => Unsupported("max_completion_tokens");
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await tagger.TagAsync(image));
        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Equal(6, _service.Calls.Count);

        static (int, string) Unsupported(string part) =>
            (400, ChatService.Error($"Unsupported parameter: '{part}'.", "unsupported_parameter", part));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_goes_nowhere_else()
    {
        await using var other = await ChatService.StartAsync();
        _service.Then(307, "", ("Location", other.Url + "/chat/completions"));
        var fault = await FaultAsync(o => o.ApiKey = Key);
        Assert.Equal((FailureKind.SetUp, ErrorCodes.Redirected), (fault.Kind, fault.Code));
        Assert.Empty(other.Calls);
    }

    [Fact]
    public void A_key_goes_by_https_or_to_this_machine_alone()
    {
        Assert.Empty(Faults("https://llm.example/v1"));
        Assert.Empty(Faults("http://127.0.0.1:8000/v1"));
        Assert.Contains("https", Assert.Single(Faults("http://llm.example/v1")), StringComparison.Ordinal);

        static IReadOnlyList<string> Faults(string url) => new ChatTaggerOptions { Url = url, ApiKey = Key }.Validate();
    }

    [Fact]
    public void An_address_and_a_model_are_needed_to_call()
    {
        var fault = Assert.Throws<ImageTaggingException>(() => new ChatTagger(new ChatTaggerOptions(), Pictures.Codec));
        Assert.Equal(ErrorCodes.InvalidOptions, fault.Code);
        Assert.Contains("Url is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Model is missing", fault.Message, StringComparison.Ordinal);
    }

    // Services that hold a model to a schema take one whose objects name all their members as needed, and no others.
    private static void AssertStrict(JsonElement schema)
    {
        if (Text(schema, "type") == "object")
        {
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
            var members = schema.GetProperty("properties").EnumerateObject().ToArray();
            Assert.Equal(members.Select(m => m.Name), schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
            Assert.All(members, m => AssertStrict(m.Value));
        }
        else if (Text(schema, "type") == "array")
        {
            AssertStrict(schema.GetProperty("items"));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private ChatTaggerOptions Options(Action<ChatTaggerOptions>? configure = null)
    {
        var options = new ChatTaggerOptions { Url = _service.Url, Model = "eyes" };
        configure?.Invoke(options);
        return options;
    }

    private async Task<TaggerResult> TagAsync(Action<ChatTaggerOptions>? configure = null, TimeProvider? time = null)
    {
        using var tagger = new ChatTagger(Options(configure), Pictures.Codec, time);
        using var image = Pictures.Of();
        return await tagger.TagAsync(image);
    }

    private Task<ImageTaggingException> FaultAsync(Action<ChatTaggerOptions>? configure = null, TimeProvider? time = null) =>
        Assert.ThrowsAsync<ImageTaggingException>(() => TagAsync(configure, time));
}
