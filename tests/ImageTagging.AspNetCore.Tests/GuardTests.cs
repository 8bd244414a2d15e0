using System.Net;
using System.Text;
using System.Text.Json;
using ImageTagging.Testing;
using Microsoft.AspNetCore.Builder;

namespace ImageTagging.AspNetCore.Tests;

public sealed class GuardTests
{
    private static Task<Server> StartAsync(ImageTaggingWebOptions? options = null, string prefix = "") =>
        Server.WithAsync(new() { ["a.jpg"] = ["cat"] }, options, prefix);

    [Fact]
    public async Task Every_answer_forbids_what_the_page_does_not_need()
    {
        await using var server = await StartAsync();
        foreach (
            var path in (string[])
                [
                    "/",
                    "/picture/x",
                    "/charts",
                    "/run",
                    "/failures",
                    "/upload",
                    "/api/session",
                    "/api/search?q=(",
                    "/assets/none",
                    "/openapi.json",
                ]
        )
        {
            using var answer = await server.Client.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task The_page_knows_where_it_is_and_is_sent_once()
    {
        await using var server = await StartAsync(new() { Title = "Ann's <b>" }, "/my pictures");
        using var answer = await server.Client.GetAsync("/my%20pictures/charts");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<base href=\"/my%20pictures/\" />", html, StringComparison.Ordinal);
        Assert.Contains("<title>Ann&#39;s &lt;b&gt;</title>", html, StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/my%20pictures/charts");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var second = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var packed = new HttpRequestMessage(HttpMethod.Get, "/my%20pictures/");
        packed.Headers.Add("Accept-Encoding", "gzip, br");
        using var third = await server.Client.SendAsync(packed);
        Assert.Equal("br", third.Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public async Task A_host_name_that_is_not_ours_is_refused_against_rebinding()
    {
        await using var server = await StartAsync(new() { Hosts = ["127.0.0.1", "localhost"] });
        await server.GetAsync("/api/session");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.Host = "attacker.example";
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("wrong", null, HttpStatusCode.Forbidden)]
    [InlineData("right", null, HttpStatusCode.OK)]
    [InlineData("right", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("right", "null", HttpStatusCode.Forbidden)]
    public async Task A_write_needs_the_pages_token_and_the_pages_origin(string? token, string? origin, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/corrections")
        {
            Content = new StringContent("""{"query":"cat","expected":1,"add":["pet"]}""", Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Add("X-Antiforgery", token == "right" ? await server.TokenAsync() : token);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_cannot_write_even_with_the_token_in_it()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs");
        request.Headers.Add("X-Antiforgery", await server.TokenAsync());
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_hosts_conventions_hold_for_every_endpoint()
    {
        var seen = 0;
        await using var server = await Server.StartAsync(
            new FakeImageSource(),
            new ScriptedTagger(),
            prefix: "/pictures",
            conventions: group => group.Add(_ => Interlocked.Increment(ref seen))
        );
        using var answer = await server.Client.GetAsync("/pictures/openapi.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // Every endpoint of the document, those of the page, and the document itself.
        Assert.True(seen >= 25, $"{seen} endpoints took the host's convention");
    }

    [Fact]
    public async Task The_document_describes_every_endpoint()
    {
        await using var server = await StartAsync(prefix: "/p");
        var document = await server.GetAsync("/p/openapi.json");
        Assert.Equal("3.1.1", document.GetProperty("openapi").GetString());
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(p => p.Name)];
        foreach (
            var path in (string[])
                [
                    "session",
                    "search",
                    "suggest",
                    "pictures/{id}",
                    "pictures/{id}/thumbnail",
                    "pictures/{id}/content",
                    "tags",
                    "tags/together",
                    "corrections",
                    "corrections/{batch}/undo",
                    "uploads",
                    "plan",
                    "runs",
                    "runs/stop",
                    "runs/current",
                    "runs/events",
                    "failures",
                    "failures/retry",
                ]
        )
        {
            Assert.Contains("/p/api/" + path, paths);
        }

        var search = document.GetProperty("paths").GetProperty("/p/api/search").GetProperty("get");
        Assert.Contains(
            search.GetProperty("parameters").EnumerateArray(),
            p => p.GetProperty("name").GetString()!.Equals("facetSize", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(
            JsonValueKind.Object,
            document.GetProperty("components").GetProperty("schemas").GetProperty("SearchPage").ValueKind
        );
    }

    [Fact]
    public async Task The_page_knows_where_it_is_within_groups_and_path_bases()
    {
        await using var server = await Server.StartAsync(
            new FakeImageSource(),
            new ScriptedTagger(),
            new() { Title = "$& $1" },
            "/own",
            app: a =>
            {
                a.UsePathBase("/app");
                a.UseRouting();
                a.MapGroup("/tenants/{tenant}").MapImageTagging("/pictures");
            }
        );
        foreach (
            var (path, expected) in ((string, string)[])
                [
                    ("/tenants/ann%20b/pictures", "/tenants/ann%20b/pictures/"),
                    ("/app/tenants/ann/pictures/charts", "/app/tenants/ann/pictures/"),
                    ("/app/tenants/ann/pictures/picture/x", "/app/tenants/ann/pictures/"),
                    ("/app/own/charts/", "/app/own/"),
                ]
        )
        {
            var html = await server.Client.GetStringAsync(path);
            Assert.Contains($"<base href=\"{expected}\" />", html, StringComparison.Ordinal);
        }

        Assert.Contains("<title>$&amp; $1</title>", await server.Client.GetStringAsync("/own/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/session", HttpStatusCode.Forbidden)]
    [InlineData("/api/tags/together", HttpStatusCode.Forbidden)]
    [InlineData("/openapi.json", HttpStatusCode.Forbidden)]
    [InlineData("/?q=cat", HttpStatusCode.OK)]
    public async Task Another_site_may_link_to_the_page_and_not_make_the_server_work(string path, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_given_up_while_somebody_waits_is_a_problem()
    {
        await using var server = await StartAsync(new() { User = _ => throw new OperationCanceledException() });
        var problem = await server.PostAsync(
            "/api/corrections",
            """{"query":"cat","expected":1,"add":["pet"]}""",
            HttpStatusCode.ServiceUnavailable
        );
        Assert.Equal("GivenUp", problem.GetProperty("code").GetString());
    }

    [Fact]
    public void Options_out_of_range_are_all_told_at_once()
    {
        var options = new ImageTaggingWebOptions
        {
            Key = "short",
            Decodes = 0,
            UploadPrefix = "../x",
        };
        var fault = Assert.Throws<ImageTaggingException>(options.Validate);
        Assert.Contains("Key", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Decodes", fault.Message, StringComparison.Ordinal);
        Assert.Contains("UploadPrefix", fault.Message, StringComparison.Ordinal);
    }
}
