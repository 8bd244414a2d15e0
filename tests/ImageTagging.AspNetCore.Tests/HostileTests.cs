using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.AspNetCore.Images;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

public sealed partial class HostileTests
{
    private const string Secret = "the-secret-that-never-leaves";
    private const int First = 20_261_123;

    [Fact]
    public async Task Whatever_is_sent_the_server_lives_tells_no_secret_and_writes_nowhere_else()
    {
        using var folder = new TempFolder();
        var root = Directory.CreateDirectory(folder.File("photos")).FullName;
        await File.WriteAllTextAsync(folder.File("secret.txt"), Secret);
        await File.WriteAllBytesAsync(Path.Combine(root, "a.jpg"), Photographs.Small(0));
        await File.WriteAllTextAsync(Path.Combine(root, "page.html"), "<script>alert(1)</script>");
        await File.WriteAllTextAsync(
            Path.Combine(root, "drawing.svg"),
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
        );
        File.CreateSymbolicLink(Path.Combine(root, "link.jpg"), folder.File("secret.txt"));
        var source = new FolderImageSource(root);
        await using var server = await Server.StartAsync(
            source,
            new ScriptedTagger { Otherwise = [new() { Name = "Cat", Confidence = 90 }] }
        );
        await server.Pipeline.RunAsync();
        await PlantAsync(server.Index, source.Name);
        var requests = new HostileRequests(await server.TokenAsync(), source.Name);

        await Parallel.ForEachAsync(
            Enumerable.Range(First, Trials.Count(5_000)),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (seed, stop) =>
            {
                var request = requests.Make(seed);
                var answer = await SendAsync(server.Address, request, stop);
                var status = StatusLine().Match(answer) is { Success: true } line ? line.Groups[1].Value : "";
                // An upload is whole and its header in order, so that it reaches us.
                Assert.True(status.Length > 0 || !request.AsSpan().StartsWith("POST /api/uploads"u8), $"seed {seed}: no answer");
                // 501 and 505 are the right words for what is no HTTP that anybody speaks.
                Assert.False(
                    status is "500" or "502" or "503" or "504",
                    $"seed {seed}: {answer[..Math.Min(answer.Length, 500)]}"
                );
                Assert.False(answer.Contains(Secret, StringComparison.Ordinal), $"seed {seed}: the secret is out");
                Assert.False(answer.Contains("root:x:0", StringComparison.Ordinal), $"seed {seed}: a file of the system is out");
                // Only the page itself is HTML or script; what comes from a picture never is.
                var hasBody = !answer.EndsWith("\r\n\r\n", StringComparison.Ordinal);
                if (hasBody && !answer.Contains("<base href=\"/\" />", StringComparison.Ordinal))
                {
                    Assert.False(
                        answer.Contains("Content-Type: text/html", StringComparison.OrdinalIgnoreCase),
                        $"seed {seed}: HTML"
                    );
                    Assert.False(
                        answer.Contains("Content-Type: image/svg", StringComparison.OrdinalIgnoreCase),
                        $"seed {seed}: SVG"
                    );
                }
            }
        );

        Assert.True((await server.GetAsync("/api/search?q=cat")).GetProperty("total").GetInt64() >= 1);
        // What it writes it has written when it has ended.
        await server.StopAsync();
        Assert.Equal(
            ["photos", "secret.txt"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        string[] stored =
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)),
        ];
        Assert.Contains(stored, f => f.StartsWith("uploads/", StringComparison.Ordinal));
        Assert.All(
            stored,
            f =>
                Assert.Matches(
                    "^(a\\.jpg|page\\.html|drawing\\.svg|link\\.jpg|uploads/[0-9a-f]{2}/[0-9a-f]{20}-[\\p{L}\\p{N}_-]+\\.(jpg|png|gif|webp))$",
                    f
                )
        );
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("link.jpg")]
    public async Task A_record_that_leads_out_of_the_source_leads_nowhere(string key)
    {
        using var folder = new TempFolder();
        var root = Directory.CreateDirectory(folder.File("photos")).FullName;
        await File.WriteAllTextAsync(folder.File("secret.txt"), Secret);
        File.CreateSymbolicLink(Path.Combine(root, "link.jpg"), folder.File("secret.txt"));
        var source = new FolderImageSource(root);
        await using var server = await Server.StartAsync(source, new ScriptedTagger());
        await server.Index.WriteAsync([RecordWrite.Create(Record(source.Name, key))]);
        foreach (var what in (string[])["content", "thumbnail"])
        {
            using var answer = await server.Client.GetAsync($"/api/pictures/{ImageAddress.Of(new(source.Name, key))}/{what}");
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    // What whoever can write to the index could put there.
    private static async Task PlantAsync(ITagIndex index, string source)
    {
        foreach (
            var key in (string[])["../secret.txt", "a/../../secret.txt", "/etc/passwd", "link.jpg", "page.html", "drawing.svg"]
        )
        {
            await index.WriteAsync([RecordWrite.Create(Record(source, key))]);
        }
    }

    private static ImageRecord Record(string source, string key) =>
        new()
        {
            Source = source,
            Key = key,
            Location = "file:///<script>",
            Size = Secret.Length,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Tags = [new("cat", Confidence.Full)],
        };

    private static async Task<string> SendAsync(Uri address, byte[] request, CancellationToken cancellationToken)
    {
        // A guard against a server that hangs; none is near it.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        // The sending side stays open: its end right behind the request would be taken for somebody who has left.
        await UnlessHungUpAsync(() => stream.WriteAsync(request, patience.Token).AsTask());
        await UnlessHungUpAsync(() => stream.CopyToAsync(answer, patience.Token));
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    // The server may hang up on what is no HTTP; what it said before can still be read.
    private static async Task UnlessHungUpAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // It did.
        }
    }

    [GeneratedRegex("^HTTP/1\\.[01] ([0-9]{3})")]
    private static partial Regex StatusLine();
}
