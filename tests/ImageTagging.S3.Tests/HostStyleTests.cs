using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;

namespace ImageTagging.S3.Tests;

public sealed class HostStyleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Amazon's own addresses bear the bucket in the host's name; what is asked goes through a proxy that writes it down.</summary>
    [Fact]
    public async Task A_key_with_a_leading_slash_keeps_it_behind_the_buckets_host_name_and_in_the_signature()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        using var client = new AmazonS3Client(
            new SessionAWSCredentials("KEY", "secret", "to/ken+="),
            new AmazonS3Config
            {
                ServiceURL = "http://s3.eu-west-1.amazonaws.com",
                AuthenticationRegion = "eu-west-1",
                ProxyHost = "127.0.0.1",
                ProxyPort = ((IPEndPoint)proxy.LocalEndpoint).Port,
            }
        );
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        var asked = AnswerAsync(proxy);
        var image = new ImageListing
        {
            Key = "/lead é.jpg",
            Location = "s3://pictures//lead é.jpg",
            Size = 2,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            VersionId = "v.7_x-y",
        };
        await using (var stream = await source.OpenReadAsync(image, Cancel))
        {
            Assert.Equal(2, await stream.ReadAtLeastAsync(new byte[3], 3, throwOnEndOfStream: false, Cancel));
        }

        var address = (await asked).Split(' ')[1];
        const string Start = "http://pictures.s3.eu-west-1.amazonaws.com";
        var parts = address.Split('?', 2);
        Assert.Equal(Start + "//lead%20%C3%A9.jpg", parts[0]);
        var query = parts[1].Split('&').ToDictionary(p => p.Split('=', 2)[0], p => p.Split('=', 2)[1], StringComparer.Ordinal);
        Assert.Equal(("v.7_x-y", "to%2Fken%2B%3D"), (query["versionId"], query["X-Amz-Security-Token"]));
        Assert.Equal(Signed(parts[0][Start.Length..], query), query["X-Amz-Signature"]);
    }

    // Signature Version 4 in a query, from Amazon's description of it.
    private static string Signed(string path, Dictionary<string, string> query)
    {
        var rest = query.Where(p => p.Key != "X-Amz-Signature").OrderBy(p => p.Key, StringComparer.Ordinal);
        var canonical =
            $"GET\n{path}\n{string.Join('&', rest.Select(p => $"{p.Key}={p.Value}"))}\nhost:pictures.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD";
        var scope = Uri.UnescapeDataString(query["X-Amz-Credential"]).Split('/', 2)[1];
        var key = Encoding.UTF8.GetBytes("AWS4secret");
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var text = $"AWS4-HMAC-SHA256\n{query["X-Amz-Date"]}\n{scope}\n{hash}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static async Task<string> AnswerAsync(TcpListener proxy)
    {
        using var caller = await proxy.AcceptTcpClientAsync(Cancel);
        await using var stream = caller.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = (await reader.ReadLineAsync(Cancel))!;
        while (await reader.ReadLineAsync(Cancel) is { Length: > 0 })
        {
            // The head's other lines.
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(), Cancel);
        return first;
    }
}
