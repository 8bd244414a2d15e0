using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageTagging.Testing;

namespace ImageTagging.Packaging.Tests;

/// <summary>
/// The two services by which AWS gives a process its keys, on a loopback port: roles of service accounts (STS) and single sign-on.
/// They give the keys that the other doubles take, and only for what they gave out before.
/// </summary>
internal sealed class CredentialDouble : IAsyncDisposable
{
    public const string WebIdentityToken = "token-of-a-service-account";
    public const string SignOnToken = "token-of-a-person";

    /// <summary>The token that comes with the keys that are given out.</summary>
    public const string SessionToken = "session";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _roles;
    private int _signOns;

    public CredentialDouble()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How often keys of a role were given.</summary>
    public int Roles => Volatile.Read(ref _roles);

    /// <summary>How often keys of somebody who signed on were given.</summary>
    public int SignOns => Volatile.Read(ref _signOns);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream(), _stop.Token);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(stream, cancellationToken);
        var (status, type, body) = ("403 Forbidden", "text/plain", "no");
        if (
            request.Contains("Action=AssumeRoleWithWebIdentity", StringComparison.Ordinal)
            && request.Contains(WebIdentityToken, StringComparison.Ordinal)
        )
        {
            Interlocked.Increment(ref _roles);
            (status, type, body) = ("200 OK", "text/xml", RoleKeys);
        }
        else if (
            request.StartsWith("GET /federation/credentials?", StringComparison.Ordinal)
            && request.Contains(SignOnToken, StringComparison.Ordinal)
        )
        {
            Interlocked.Increment(ref _signOns);
            (status, type, body) = ("200 OK", "application/json", SignOnKeys);
        }

        var answer =
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellationToken);
    }

    // To the end of the head, and of the body where the head says how long it is.
    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var text = read.ToString();
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var head)
            {
                var length = text[..head]
                    .Split("\r\n")
                    .Where(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    .Select(h => int.Parse(h.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
                    .FirstOrDefault();
                if (text.Length >= head + 4 + length)
                {
                    return text;
                }
            }

            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return text;
            }

            read.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    private static string RoleKeys =>
        $"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>{RekognitionDouble.AccessKey}</AccessKeyId>
                  <SecretAccessKey>{RekognitionDouble.SecretKey}</SecretAccessKey>
                  <SessionToken>{SessionToken}</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
                <AssumedRoleUser>
                  <Arn>arn:aws:sts::111122223333:assumed-role/tagger/session</Arn>
                  <AssumedRoleId>AROA:session</AssumedRoleId>
                </AssumedRoleUser>
              </AssumeRoleWithWebIdentityResult>
              <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </AssumeRoleWithWebIdentityResponse>
            """;

    private static string SignOnKeys =>
        $$"""
            {
              "roleCredentials": {
                "accessKeyId": "{{RekognitionDouble.AccessKey}}",
                "secretAccessKey": "{{RekognitionDouble.SecretKey}}",
                "sessionToken": "{{SessionToken}}",
                "expiration": 4070908800000
              }
            }
            """;
}
