using System.Globalization;
using System.Text;
using ImageTagging.AspNetCore.Images;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Requests as an attacker writes them, byte for byte; each hangs on its seed alone.</summary>
internal sealed class HostileRequests(string token, string source)
{
    private static readonly string[] s_paths =
    [
        "/../../secret.txt",
        "/assets/../../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets//etc/passwd",
        "/assets/\\..\\..\\secret.txt",
        "/api/pictures/../../secret.txt/content",
        "/api/pictures/%00/content",
        "/picture/<script>alert(1)</script>",
        "/%",
        "/%zz",
        "/api/pictures/" + new string('A', 5_000),
        "/api/search?q=" + new string('(', 5_000),
        "//evil.example/",
        "/api/runs/events/../../x",
        "/api/corrections/%2e%2e%2f/undo",
        "/api/search?q=%ff%fe",
        "/api/search?tag=%00",
        "/api/search?q=key:%2a%2a%2a%2a%2a%2a%2a%2a%2ax",
        "/api/search?month=9999-99&status=gone&category=%f0%9f%99%82",
        "/api/search?modified=..&q=modified:0000-00..9999-99",
        "/api/tags?prefix=%ed%a0%80",
        "/api/suggest?q=%e2%80%ae",
        "/api/search/nearby?q=%e2%80%ae+-x+(a+OR+b)+%22%22&tag=%00",
        "/api/folders?source=%00&path=%ed%a0%80",
        "/api/folders?source=..&path=/etc/",
        "/api/downloads/..%2f..%2fetc%2fpasswd",
        "/api/downloads/" + new string('A', 5_000),
        "/openapi.json/..",
    ];

    private static readonly string[] s_queries =
    [
        "cat",
        "cat OR (",
        "\"",
        "cat>=101",
        "cat>=-1",
        "a\\",
        "key:\"",
        "has:edits -",
        "NOT NOT NOT cat",
        "source:\0",
        "category:*",
        "modified:2024-13",
        "((((((((((cat))))))))))",
        "'; DROP TABLE images; --",
        "{\"query\":{}}",
        "${jndi:ldap://x}",
        "\u202etac",
        "\ud800",
    ];

    private static readonly string[] s_names =
    [
        "../../../evil.jpg",
        "..\\..\\evil.jpg",
        "/etc/cron.d/evil",
        "C:\\evil.jpg",
        "evil.jpg\0.html",
        "\r\nSet-Cookie: a=b",
        "<img src=x>.jpg",
        "CON",
        ".htaccess",
        "a/../../b.jpg",
        new string('x', 300) + ".jpg",
        "\u202egpj.exe",
        "%2e%2e%2fevil.jpg",
        "",
        ".",
        "\"; filename=\"x",
    ];

    private static readonly string[] s_keys =
    [
        "../secret.txt",
        "..",
        "",
        "a/../../secret.txt",
        "/etc/passwd",
        "link.jpg",
        "page.html",
        "drawing.svg",
        "a.jpg",
        "a.jpg/",
        "a\0.jpg",
        "A.JPG",
    ];

    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        return random.Next(9) switch
        {
            0 => Get(Pick(random, s_paths)),
            1 => Get("/api/search?q=" + Escape(Pick(random, s_queries)) + Tail(random)),
            2 => Get(
                $"/api/pictures/{Id(random)}/{Pick(random, ["content", "thumbnail", "", "thumbnail?side=-1", "thumbnail?side=99999999999"])}",
                Ranges(random)
            ),
            3 => Post(
                random,
                Pick(
                    random,
                    ["/api/corrections", "/api/downloads", "/api/failures/retry", "/api/runs/stop", "/api/corrections/x/undo"]
                ),
                Json(random)
            ),
            4 => Upload(random),
            5 => Get("/api/session", Headers(random)),
            6 => Noise(random),
            7 => Get(
                $"/api/search?size={random.NextInt64()}&min={random.NextDouble() * 1e300}&cursor={Escape(Garbage(random, 40))}&facets={Pick(random, ["tags", "tags,tags,tags", ",,,", "x"])}"
            ),
            _ => Encoding.Latin1.GetBytes(
                $"{Pick(random, ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "FOO", "HEAD"])} {Pick(random, s_paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            ),
        };
    }

    private string Id(Random random) =>
        random.Next(4) switch
        {
            0 => Escape(Garbage(random, 60)),
            1 => Convert.ToHexString(Encoding.UTF8.GetBytes(Garbage(random, 20))),
            _ => ImageAddress.Of(
                new(random.Next(5) == 0 ? "/" : source, Pick(random, s_keys) is { Length: > 0 } key ? key : "x")
            ),
        };

    private static byte[] Get(string path, string headers = "") =>
        Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}\r\n");

    private static string Tail(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(4))
                .Select(_ =>
                    $"&{Pick(random, ["tag", "category", "source", "month", "status", "cursor", "sort"])}={Escape(Pick(random, s_queries))}"
                )
        );

    private static string Ranges(Random random) =>
        Pick(
            random,
            [
                "",
                "Range: bytes=0-99999999999999999999\r\n",
                "Range: bytes=-1\r\n",
                "Range: bytes=5-1\r\n",
                "Range: bytes=0-0,1-1,2-2,0-,-1\r\n",
                "Range: lines=1-2\r\n",
                "If-None-Match: *\r\n",
                "If-None-Match: \"" + new string('a', 4_000) + "\"\r\n",
                "If-Range: nonsense\r\nRange: bytes=0-1\r\n",
                "Range: bytes=" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"{i}-{i}")) + "\r\n",
            ]
        );

    private static string Headers(Random random) =>
        Pick(
            random,
            [
                "Host: evil.example\r\n",
                "X-Forwarded-Host: evil.example\r\n",
                "Cookie: imagetag-key=%00%ff\r\n",
                "Authorization: Bearer \r\n",
                "Accept-Encoding: br;q=-1, *;q=9\r\n",
                "X-Antiforgery: " + new string('z', 6_000) + "\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: -5\r\n",
                "Bad Header: x\r\n",
                "X: " + new string('y', 40_000) + "\r\n",
                "Origin: null\r\n",
                "Expect: 100-continue\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\n",
            ]
        );

    private byte[] Post(Random random, string path, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var type = Pick(
            random,
            [
                "application/json",
                "application/json",
                "application/json; charset=utf-7",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
            ]
        );
        var given = random.Next(5) == 0 ? Garbage(random, 20).Replace('\r', ' ').Replace('\n', ' ') : token;
        var head =
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Antiforgery: {given}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. bytes];
    }

    private string Json(Random random) =>
        random.Next(8) switch
        {
            0 => new string('[', 5_000),
            1 => "{\"ids\":[" + string.Join(',', Enumerable.Repeat("\"AAA\"", 2_000)) + "],\"add\":[\"x\"]}",
            2 => "{\"ids\":[\""
                + ImageAddress.Of(new(source, "../secret.txt"))
                + "\"],\"add\":[\"<script>\"],\"by\":\"\\u0000\\u001b[31m\"}",
            3 => "{\"query\":\"*\",\"expected\":-1,\"add\":[\"x\"]}",
            4 => "{\"query\":\"nothing at all\",\"expected\":0,\"add\":[\"" + new string('x', 5_000) + "\"]}",
            5 => "{\"all\":true,\"ids\":[]}",
            6 => "{\"ids\":{},\"add\":7}",
            _ => Garbage(random, 200),
        };

    private byte[] Upload(Random random)
    {
        byte[] content = random.Next(7) switch
        {
            0 => [.. Photographs.Small(random.Next(4)), .. "<script>alert(1)</script>"u8],
            1 => PngBomb.Make(20_000),
            2 => Encoding.UTF8.GetBytes("GIF89a/*<svg onload=alert(1)>*/=1;"),
            3 => Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"),
            4 => Photographs.Small(1)[..random.Next(1_000)],
            5 => [.. "RIFF\0\0\0\0WEBPVP8 "u8, .. Encoding.Latin1.GetBytes(Garbage(random, 200))],
            _ => Photographs.Small(random.Next(4)),
        };
        var boundary = "b" + random.Next(1_000).ToString(CultureInfo.InvariantCulture);
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{Pick(random, s_names)}\"\r\nContent-Type: text/html\r\n\r\n"
            ),
            .. content,
            .. Encoding.UTF8.GetBytes(random.Next(4) == 0 ? "" : $"\r\n--{boundary}--\r\n"),
        ];
        var head =
            $"POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Antiforgery: {token}\r\nContent-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. body];
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 600)];
        random.NextBytes(bytes);
        return [.. random.Next(2) == 0 ? "GET /"u8 : ""u8, .. bytes, .. "\r\n\r\n"u8];
    }

    private static string Garbage(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => (char)random.Next(1, 0x2ff)));

    private static string Escape(string text) => Uri.EscapeDataString(text.Replace("\ud800", "\ufffd", StringComparison.Ordinal));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
