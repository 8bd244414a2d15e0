using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using ImageTagging.AspNetCore.Uploads;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.AspNetCore.Tests;

public sealed class UploadTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedTagger _tagger = new()
    {
        AsksForBytes = true,
        Otherwise = [new() { Name = "Portrait", Confidence = 77 }],
    };

    public void Dispose() => _folder.Dispose();

    private Task<Server> StartAsync(
        ImageTaggingWebOptions? options = null,
        Action<IImageTaggingBuilder>? images = null,
        ITagger? tagger = null,
        TimeProvider? time = null
    ) =>
        Server.StartAsync(
            new FolderImageSource(_folder.Path, new() { AllowEmpty = true }),
            tagger ?? _tagger,
            options,
            services: s => s.AddSingleton(time ?? TimeProvider.System),
            images: images
        );

    private string[] Stored() =>
        [
            .. Directory
                .EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_folder.Path, f)),
        ];

    [Fact]
    public async Task A_picture_is_stored_tagged_and_found()
    {
        await using var server = await StartAsync();

        var result = (await server.UploadAsync(("Ann & Bob.JPEG", Photographs.Small(1))))[0];

        Assert.Equal("tagged", result.GetProperty("outcome").GetString());
        Assert.Equal("portrait", result.GetProperty("tags")[0].GetProperty("name").GetString());
        var key = result.GetProperty("key").GetString()!;
        Assert.Matches("^uploads/[0-9a-f]{2}/[0-9a-f]{20}-Ann-Bob\\.jpg$", key);
        Assert.Equal(key, Assert.Single(Stored()));
        Assert.Equal(1, (await server.GetAsync("/api/search?q=portrait")).GetProperty("total").GetInt64());
        using var small = await server.Client.GetAsync("/" + result.GetProperty("thumbnailUrl").GetString());
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task The_same_picture_twice_is_one_whatever_it_is_called()
    {
        await using var server = await StartAsync();

        var results = await server.UploadAsync(("a.jpg", Photographs.Small(1)), ("b.jpg", Photographs.Small(1)));
        var again = await server.UploadAsync(("c.jpg", Photographs.Small(1)));

        Assert.Equal(["tagged", "alreadyThere"], results.EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal("alreadyThere", again[0].GetProperty("outcome").GetString());
        Assert.Equal(results[0].GetProperty("id").GetString(), again[0].GetProperty("id").GetString());
        Assert.Single(Stored());
        Assert.Single(_tagger.Calls);
    }

    [Fact]
    public async Task A_picture_that_lies_in_the_source_under_another_name_is_not_stored_again()
    {
        await File.WriteAllBytesAsync(_folder.File("mine.jpg"), Photographs.Small(7));
        await using var server = await StartAsync();
        await server.Pipeline.RunAsync();

        var result = (await server.UploadAsync(("other.jpg", Photographs.Small(7))))[0];

        Assert.Equal(
            ("alreadyThere", "mine.jpg"),
            (result.GetProperty("outcome").GetString(), result.GetProperty("key").GetString())
        );
        Assert.Equal(["mine.jpg"], Stored());
    }

    [Fact]
    public async Task A_picture_that_one_tagger_could_not_answer_for_is_not_stored_again_either()
    {
        await File.WriteAllBytesAsync(_folder.File("mine.jpg"), Photographs.Small(7));
        var failing = new ScriptedTagger(new() { Name = "failing", Fingerprint = new("failing", 0, 0) })
        {
            FaultFor = _ => new ImageTaggingException("Not this one.") { Kind = FailureKind.Refused, Code = "No" },
        };
        await using var server = await StartAsync(images: i => i.AddTagger(failing));
        await server.Pipeline.RunAsync();

        var result = (await server.UploadAsync(("other.jpg", Photographs.Small(7))))[0];

        Assert.Equal("alreadyThere", result.GetProperty("outcome").GetString());
        Assert.Equal(["mine.jpg"], Stored());
    }

    [Fact]
    public async Task A_request_is_bounded_as_a_whole()
    {
        await using var server = await StartAsync(
            new()
            {
                MaxUploadBytes = 1_000,
                MaxUploadRequestBytes = 1_000,
                MaxUploadCount = 1,
            }
        );
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(new byte[20_000]), "file", "a.jpg");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads") { Content = form };
        request.Headers.Add("X-Antiforgery", await server.TokenAsync());
        request.Headers.ExpectContinue = true;
        // Its body is sent only where the server asks for it, however long that takes: a body that is refused breaks off the answer.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var client = new HttpClient(handler) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Two_hundred_photographs_at_once_are_all_tagged_and_none_twice()
    {
        await using var server = await StartAsync();
        var token = await server.TokenAsync();
        var outcomes = new ConcurrentBag<string>();

        // Every photograph once, and every tenth a second time at the same moment.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200).Concat(Enumerable.Range(0, 20).Select(i => i * 10)),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (number, stop) =>
            {
                using var form = new MultipartFormDataContent();
                form.Add(new ByteArrayContent(Photographs.Small(number)), "file", $"IMG_{number}.jpg");
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads") { Content = form };
                request.Headers.Add("X-Antiforgery", token);
                using var answer = await server.Client.SendAsync(request, stop);
                var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop)).RootElement;
                outcomes.Add(json.GetProperty("results")[0].GetProperty("outcome").GetString()!);
            }
        );

        Assert.Equal(200, outcomes.Count(o => o == "tagged"));
        Assert.Equal(20, outcomes.Count(o => o == "alreadyThere"));
        Assert.Equal(200, _tagger.Calls.Count);
        Assert.Equal(200, Stored().Length);
        Assert.Equal(200, (await server.GetAsync("/api/search?q=portrait")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task What_is_no_picture_or_too_much_is_refused_and_nothing_is_left()
    {
        await using var server = await StartAsync(new() { MaxUploadBytes = 100_000, MaxUploadPixels = 5_000_000 });
        byte[] cut = Photographs.Small(1)[..400];

        var results = await server.UploadAsync(
            ("a.jpg", Encoding.UTF8.GetBytes("<script>alert(1)</script>")),
            ("b.svg", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>")),
            ("c.png", PngBomb.Make(20_000)),
            ("d.jpg", new byte[200_000]),
            ("e.jpg", cut),
            ("f.jpg", []),
            ("g.jpg", Photographs.Small(2))
        );

        Assert.Equal(
            ["refused", "refused", "refused", "refused", "refused", "refused", "tagged"],
            results.EnumerateArray().Select(r => r.GetProperty("outcome").GetString())
        );
        Assert.All(results.EnumerateArray().Take(6), r => Assert.NotEmpty(r.GetProperty("message").GetString()!));
        Assert.Single(Stored());
    }

    [Fact]
    public async Task A_budget_that_is_used_up_stores_the_picture_and_says_that_it_waits()
    {
        var paid = new ScriptedTagger(
            new()
            {
                Name = "paid",
                Fingerprint = new("paid", 0, 0),
                PricePerCall = 0.001m,
                IsMetered = true,
            }
        )
        {
            Otherwise = [new() { Name = "Portrait", Confidence = 77 }],
        };
        // Midnight may come between the two; not here.
        await using var server = await StartAsync(
            images: i => i.UseBudget(Budget.OfCalls(1, BudgetPeriod.UtcDay)),
            tagger: paid,
            time: new OneMoment()
        );

        var results = await server.UploadAsync(("a.jpg", Photographs.Small(1)), ("b.jpg", Photographs.Small(2)));

        Assert.Equal(["tagged", "overBudget"], results.EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal(2, Stored().Length);
        Assert.Single(paid.Calls);
    }

    [Fact]
    public async Task A_tagger_that_fails_leaves_the_picture_stored_and_says_why()
    {
        _tagger.FaultFor = _ => new ImageTaggingException("The model is not there.")
        {
            Kind = FailureKind.Refused,
            Code = "NoModel",
        };
        await using var server = await StartAsync();

        var result = (await server.UploadAsync(("a.jpg", Photographs.Small(1))))[0];

        Assert.Equal("failed", result.GetProperty("outcome").GetString());
        Assert.Equal("The model is not there.", result.GetProperty("message").GetString());
        var failure = (await server.GetAsync("/api/failures")).GetProperty("failures")[0];
        Assert.Equal("NoModel", failure.GetProperty("code").GetString());
        Assert.True(failure.GetProperty("poison").GetBoolean());

        _tagger.FaultFor = null;
        var retried = await server.PostAsync("/api/failures/retry", $$"""{"ids":["{{result.GetProperty("id").GetString()}}"]}""");
        Assert.Equal((1, 1), (retried.GetProperty("retried").GetInt32(), retried.GetProperty("tagged").GetInt32()));
        Assert.Equal(0, (await server.GetAsync("/api/failures")).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\x.jpg", "x")]
    [InlineData("a\0b\r\nc.jpg", "a-b-c")]
    [InlineData("<img src=x>.png", "img-src-x")]
    [InlineData("...", "picture")]
    [InlineData("", "picture")]
    [InlineData("CON.jpg", "CON")]
    [InlineData("Tür 文字.jpg", "Tür-文字")]
    [InlineData("\u202egpj.exe", "gpj")]
    [InlineData("\ud800x.jpg", "x")]
    public void Of_a_name_only_letters_and_digits_are_left(string name, string stem) =>
        Assert.Equal(stem, UploadKey.StemOf(name));

    [Fact]
    public async Task A_body_that_is_no_upload_is_refused()
    {
        await using var server = await StartAsync();
        var token = await server.TokenAsync();
        foreach (
            var (type, body, status) in ((string, string, HttpStatusCode)[])
                [
                    ("text/plain", "x", HttpStatusCode.UnsupportedMediaType),
                    ("multipart/form-data", "x", HttpStatusCode.UnsupportedMediaType),
                    ("multipart/form-data; boundary=b", "x", HttpStatusCode.BadRequest),
                    (
                        "multipart/form-data; boundary=b",
                        "--b\r\nContent-Disposition: form-data; name=x\r\n\r\ny\r\n--b--\r\n",
                        HttpStatusCode.BadRequest
                    ),
                ]
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads")
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.Add("X-Antiforgery", token);
            using var answer = await server.Client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    /// <summary>A calendar that stands still; its timers go.</summary>
    private sealed class OneMoment : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
    }
}
