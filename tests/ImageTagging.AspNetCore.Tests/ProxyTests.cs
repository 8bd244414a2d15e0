using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>The page behind a reverse proxy that people open as <c>https://photos.example.org</c>.</summary>
public sealed class ProxyTests
{
    private const string Key = "correct horse battery";
    private const string Public = "https://photos.example.org";

    private static Task<Server> StartAsync(ImageTaggingWebOptions options) =>
        Server.WithAsync(new() { ["a.jpg"] = ["cat"] }, options);

    [Theory]
    [InlineData("keeps the name", "public")]
    [InlineData("changes the name and says so", "trusted")]
    [InlineData("changes the name and says so", "public")]
    [InlineData("changes the name and is silent", "public")]
    [InlineData("keeps the name", "trusted")]
    public async Task Behind_a_proxy_that_is_named_pictures_are_found_and_corrected(string proxy, string named)
    {
        var options = new ImageTaggingWebOptions { Key = Key, Hosts = ["127.0.0.1", "photos.example.org"] };
        await using var server = await StartAsync(
            named == "public"
                ? options with
                {
                    PublicUrl = new(Public),
                    Hosts = ["127.0.0.1"],
                }
                : options with
                {
                    TrustedProxies = ["127.0.0.1"],
                }
        );
        await using var before = await Proxy.StartAsync(server.Address, proxy);

        using var opened = await before.GetAsync("/charts?q=cat&key=" + Uri.EscapeDataString(Key));
        Assert.Equal((HttpStatusCode.Found, "/charts?q=cat"), (opened.StatusCode, opened.Headers.Location!.ToString()));
        var cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Equal(
            named == "public" || proxy != "changes the name and is silent",
            cookie.Contains("secure", StringComparison.OrdinalIgnoreCase)
        );
        using var session = await before.GetAsync("/api/session", cookie);
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);

        var (status, text) = await before.CorrectAsync(cookie, Public);
        Assert.True(status == HttpStatusCode.OK, text);
        (status, text) = await before.CorrectAsync(cookie, "https://attacker.example");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("attacker.example", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_proxy_that_nobody_named_the_answer_says_what_to_do()
    {
        await using var server = await StartAsync(new() { Key = Key, Hosts = ["127.0.0.1"] });
        await using var kept = await Proxy.StartAsync(server.Address, "keeps the name");
        using var misnamed = await kept.GetAsync("/");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, misnamed.StatusCode);
        var text = await misnamed.Content.ReadAsStringAsync();
        Assert.Contains("photos.example.org", text, StringComparison.Ordinal);
        Assert.Contains("ImageTaggingWebOptions.PublicUrl", text, StringComparison.Ordinal);

        await using var changed = await Proxy.StartAsync(server.Address, "changes the name and says so");
        using var opened = await changed.GetAsync("/?key=" + Uri.EscapeDataString(Key));
        var (status, told) = await changed.CorrectAsync(opened.Headers.GetValues("Set-Cookie").Single(), Public);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains(Public, told, StringComparison.Ordinal);
        Assert.Contains("PublicUrl", told, StringComparison.Ordinal);
        Assert.DoesNotContain("needs the header", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_start_is_told_apart_from_none()
    {
        await using var server = await StartAsync(new());
        var stale = await server.PostAsync("/api/runs", null, HttpStatusCode.Forbidden, "AAAA");
        Assert.Equal("Antiforgery", stale.GetProperty("code").GetString());
        Assert.DoesNotContain("needs the header", stale.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_a_path_the_page_links_to_where_people_are()
    {
        await using var server = await StartAsync(new() { Key = Key, PublicUrl = new(Public + "/my%20album/") });
        await using var proxy = await Proxy.StartAsync(server.Address, "keeps the name");
        using var opened = await proxy.GetAsync("/picture/x?key=" + Uri.EscapeDataString(Key));
        Assert.Equal("/my%20album/picture/x", opened.Headers.Location!.ToString());
        var cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("path=/my%20album/", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await proxy.GetAsync("/picture/x", cookie);
        Assert.Contains("<base href=\"/my%20album/\" />", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Who_comes_through_a_trusted_proxy_is_not_this_machine_whatever_they_claim(string trusted)
    {
        await using var server = await StartAsync(new() { TrustedProxies = [trusted] });
        await server.GetAsync("/api/session");
        foreach (var claim in (string[])["192.0.2.7", "127.0.0.1", "127.0.0.1, 192.0.2.7", "192.0.2.7, 127.0.0.1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
            request.Headers.Add("X-Forwarded-For", claim);
            using var answer = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Headers_of_others_than_trusted_proxies_change_nothing()
    {
        await using var server = await StartAsync(
            new()
            {
                Key = Key,
                Hosts = ["127.0.0.1"],
                TrustedProxies = ["10.0.0.7"],
            }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, "/?key=" + Uri.EscapeDataString(Key));
        request.Headers.Add("X-Forwarded-Host", "attacker.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.DoesNotContain("secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("PublicUrl", "ftp://photos.example.org", null)]
    [InlineData("PublicUrl", "https://photos.example.org/?a=b", null)]
    [InlineData("PublicUrl", "https://ann@photos.example.org", null)]
    [InlineData("TrustedProxies", null, "everybody")]
    [InlineData("TrustedProxies", null, "0.0.0.0/0")]
    [InlineData("TrustedProxies", null, "10.0.0.7/99")]
    public void What_is_no_address_or_everybody_is_refused(string option, string? url, string? proxy)
    {
        var options = new ImageTaggingWebOptions
        {
            PublicUrl = url is null ? null : new(url),
            TrustedProxies = proxy is null ? [] : [proxy],
        };
        var fault = Assert.Throws<ImageTaggingException>(options.Validate);
        Assert.Contains(option, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A small reverse proxy: what a person's browser talks to.</summary>
    private sealed class Proxy(WebApplication app, HttpClient person, HttpClient inner) : IAsyncDisposable
    {
        public static async Task<Proxy> StartAsync(Uri server, string kind)
        {
            var inner = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
            builder.Logging.SetMinimumLevel(LogLevel.None);
            var app = builder.Build();
            app.Run(context => PassAsync(context, server, kind, inner));
            await app.StartAsync();
            var person = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            {
                BaseAddress = new(app.Urls.First()),
            };
            person.DefaultRequestHeaders.Host = "photos.example.org";
            return new(app, person, inner);
        }

        public async Task<HttpResponseMessage> GetAsync(string path, string? cookie = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            Bring(request, cookie);
            return await person.SendAsync(request);
        }

        public async Task<(HttpStatusCode Status, string Text)> CorrectAsync(string cookie, string origin)
        {
            using var session = await GetAsync("/api/session", cookie);
            var token = System.Text.Json.JsonDocument.Parse(await session.Content.ReadAsStringAsync());
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/corrections")
            {
                Content = new StringContent("""{"query":"cat","expected":1,"add":["pet"]}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-Antiforgery", token.RootElement.GetProperty("antiforgery").GetString());
            request.Headers.Add("Origin", origin);
            Bring(request, cookie);
            using var answer = await person.SendAsync(request);
            return (answer.StatusCode, System.Text.RegularExpressions.Regex.Unescape(await answer.Content.ReadAsStringAsync()));
        }

        public async ValueTask DisposeAsync()
        {
            person.Dispose();
            await app.DisposeAsync();
            inner.Dispose();
        }

        private static void Bring(HttpRequestMessage request, string? cookie)
        {
            if (cookie is not null)
            {
                request.Headers.Add("Cookie", cookie.Split(';')[0]);
            }
        }

        private static async Task PassAsync(HttpContext context, Uri server, string kind, HttpClient inner)
        {
            using var request = new HttpRequestMessage(
                new(context.Request.Method),
                new Uri(server, context.Request.Path + context.Request.QueryString.ToString())
            );
            if (context.Request.ContentLength > 0)
            {
                request.Content = new StreamContent(context.Request.Body);
            }

            foreach (var (name, values) in context.Request.Headers.Where(h => h.Key != "Host"))
            {
                if (!request.Headers.TryAddWithoutValidation(name, [.. values]))
                {
                    request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
                }
            }

            request.Headers.Host = kind == "keeps the name" ? context.Request.Host.Value : server.Authority;
            if (kind != "changes the name and is silent")
            {
                request.Headers.Add("X-Forwarded-For", "192.0.2.7");
                request.Headers.Add("X-Forwarded-Proto", "https");
                request.Headers.Add("X-Forwarded-Host", context.Request.Host.Value);
            }

            using var answer = await inner.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Transfer-Encoding"))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        }
    }
}
