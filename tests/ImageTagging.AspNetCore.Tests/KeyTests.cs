using System.Net;

namespace ImageTagging.AspNetCore.Tests;

public sealed class KeyTests
{
    private const string Key = "correct horse battery";

    private static Task<Server> StartAsync(ImageTaggingWebOptions options) =>
        Server.WithAsync(new() { ["a.jpg"] = ["cat"] }, options);

    [Fact]
    public async Task With_a_key_nobody_gets_in_without_it()
    {
        await using var server = await StartAsync(new() { Key = Key });
        foreach (
            var path in (string[])
                ["/", "/api/session", "/api/search", "/assets/app.js", "/openapi.json", "/?key=wrong", "/api/session?key=" + Key]
        )
        {
            using var answer = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var opened = await server.Client.GetAsync("/charts?q=a%20b&key=" + Uri.EscapeDataString(Key) + "&sort=name");
        Assert.Equal(HttpStatusCode.Found, opened.StatusCode);
        Assert.Equal("/charts?q=a%20b&sort=name", opened.Headers.Location!.ToString());
        var cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("horse", cookie, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "Cookie", cookie.Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "Authorization", "Bearer " + Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "Authorization", "Bearer " + Key + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "Cookie", cookie.Split('=')[0] + "=AAAA"));

        // Also for those who are in already the key leaves the address.
        using var again = new HttpRequestMessage(HttpMethod.Get, "/?KEY=" + Uri.EscapeDataString(Key));
        again.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var moved = await server.Client.SendAsync(again);
        Assert.Equal((HttpStatusCode.Found, "/"), (moved.StatusCode, moved.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task A_person_without_the_key_is_asked_for_it_in_words()
    {
        await using var server = await StartAsync(new() { Key = Key });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/charts");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("name=\"key\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "default-src 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_servers_of_one_machine_keep_their_keys_apart()
    {
        await using var one = await StartAsync(new() { Key = Key });
        await using var other = await StartAsync(new() { Key = Key + "!" });
        using var first = await one.Client.GetAsync("/?key=" + Uri.EscapeDataString(Key));
        using var second = await other.Client.GetAsync("/?key=" + Uri.EscapeDataString(Key + "!"));
        string[] names = [NameOf(first), NameOf(second)];
        Assert.NotEqual(names[0], names[1]);

        static string NameOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single().Split('=')[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(Server server, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.Add(header, value);
        using var answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
