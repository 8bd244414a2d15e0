using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Which servers are believed: chains made here, over real connections.</summary>
public sealed class TrustTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("leaf", "leaf", true)]
    [InlineData("leaf", "intermediate", true)]
    [InlineData("leaf", "authority", true)]
    [InlineData("leaf", "another authority", false)]
    [InlineData("another leaf", "leaf", false)]
    [InlineData("expired", "leaf", false)]
    [InlineData("expired", "intermediate", false)]
    [InlineData("expired", "authority", false)]
    [InlineData("wrong name", "leaf", false)]
    [InlineData("wrong name", "intermediate", false)]
    [InlineData("wrong name", "authority", false)]
    [InlineData("wrong signature", "intermediate", false)]
    [InlineData("wrong signature", "authority", false)]
    [InlineData("wrong intermediate", "authority", false)]
    [InlineData("no server", "authority", false)]
    public async Task A_certificate_is_believed_only_where_its_chain_truly_leads_to_the_named_one(
        string server,
        string named,
        bool isTrusted
    )
    {
        using var made = new Chains(server);
        var certificate = made.Named(named);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Cancel);
        try
        {
            var print = certificate.GetCertHashString(HashAlgorithmName.SHA256);
            Assert.Equal(isTrusted, await IsBelievedAsync(made, o => o.CertificateFingerprint = print));
            Assert.Equal(isTrusted, await IsBelievedAsync(made, o => o.CertificateAuthorityFile = file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("leaf", true)]
    [InlineData("wrong signature", false)]
    public async Task A_root_that_the_server_does_not_send_is_reached_over_what_it_sends(string server, bool isTrusted)
    {
        using var made = new Chains(server);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, made.Named("root").ExportCertificatePem(), Cancel);
        try
        {
            Assert.Equal(isTrusted, await IsBelievedAsync(made, o => o.CertificateAuthorityFile = file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_server_that_never_ends_its_handshake_is_passed_over_within_the_call()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var made = new Chains("leaf");
        await using var server = new Server(made);
        var options = Options(server.Address);
        options.Nodes.Insert(0, new Uri($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"));
        options.CertificateFingerprint = made.Named("authority").GetCertHashString(HashAlgorithmName.SHA256);
        options.ConnectTimeout = TimeSpan.FromSeconds(5);
        using var transport = SearchTransport.Create(options, TimeProvider.System);
        for (var i = 0; i < 2; i++)
        {
            using var answer = await transport.SendAsync(new(HttpMethod.Post, "_bulk"), Cancel);
            Assert.Equal(200, answer.Status);
        }
    }

    private static async Task<bool> IsBelievedAsync(Chains made, Action<ElasticsearchIndexOptions> configure)
    {
        await using var server = new Server(made);
        var options = Options(server.Address);
        (options.UserName, options.Password) = ("me", "secret");
        configure(options);
        using var transport = SearchTransport.Create(options, TimeProvider.System);
        try
        {
            using var answer = await transport.SendAsync(new(HttpMethod.Get, ""), Cancel);
            return true;
        }
        catch (ImageTaggingException fault)
        {
            Assert.Equal("CertificateNotTrusted", fault.Code);
            Assert.Equal(0, server.Requests);
            return false;
        }
    }

    private static ElasticsearchIndexOptions Options(Uri address)
    {
        var options = new ElasticsearchIndexOptions();
        options.Nodes.Add(address);
        return options;
    }

    /// <summary>An authority, an intermediate below it, and a server's certificate below that, with one fault or none.</summary>
    private sealed class Chains : IDisposable
    {
        private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
        private readonly List<X509Certificate2> _all = [];
        private readonly X509Certificate2 _root;
        private readonly X509Certificate2 _authority;
        private readonly X509Certificate2 _intermediate;
        private readonly X509Certificate2 _pinned;

        public Chains(string server)
        {
            // The root is never sent.
            _root = Make("CN=root", signer: null, isAuthority: true);
            _authority = Make("CN=authority", _root, isAuthority: true);
            _intermediate = Make("CN=intermediate", _authority, isAuthority: true);
            // The same names by other keys.
            var falseAuthority = Make("CN=authority", _root, isAuthority: true);
            var falseIntermediate = Make("CN=intermediate", falseAuthority, isAuthority: true);
            Leaf = server switch
            {
                "expired" => Make("CN=server", _intermediate, isExpired: true),
                "wrong name" => Make("CN=server", _intermediate, name: "elsewhere.test"),
                "wrong signature" or "wrong intermediate" => Make("CN=server", falseIntermediate),
                "no server" => Make("CN=server", _intermediate, use: "1.3.6.1.5.5.7.3.2"),
                _ => Make("CN=server", _intermediate),
            };
            _pinned = server == "another leaf" ? Make("CN=server", _intermediate) : Leaf;
            Sent = server == "wrong intermediate" ? [falseIntermediate, _authority] : [_intermediate, _authority];
        }

        public X509Certificate2 Leaf { get; }

        public X509Certificate2[] Sent { get; }

        public X509Certificate2 Named(string which) =>
            which switch
            {
                "leaf" => _pinned,
                "intermediate" => _intermediate,
                "authority" => _authority,
                "root" => _root,
                _ => Make("CN=another", signer: null, isAuthority: true),
            };

        public void Dispose() => _all.ForEach(c => c.Dispose());

        private X509Certificate2 Make(
            string subject,
            X509Certificate2? signer,
            bool isAuthority = false,
            bool isExpired = false,
            string? name = null,
            string use = "1.3.6.1.5.5.7.3.1"
        )
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
            if (!isAuthority)
            {
                var names = new SubjectAlternativeNameBuilder();
                if (name is null)
                {
                    names.AddIpAddress(IPAddress.Loopback);
                }
                else
                {
                    names.AddDnsName(name);
                }

                request.CertificateExtensions.Add(names.Build());
                request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
            }

            var (from, to) = isExpired ? (_now.AddDays(-20), _now.AddDays(-10)) : (_now.AddDays(-30), _now.AddDays(30));
            using var bare = signer is null
                ? request.CreateSelfSigned(from.AddDays(-10), to.AddDays(10))
                : request.Create(signer, from, to, RandomNumberGenerator.GetBytes(8));
            using var keyed = bare.HasPrivateKey ? null : bare.CopyWithPrivateKey(key);
            var made = X509CertificateLoader.LoadPkcs12((keyed ?? bare).Export(X509ContentType.Pkcs12), null);
            _all.Add(made);
            return made;
        }
    }

    /// <summary>A server that answers every request over TLS with an empty object.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Chains _chains;
        private readonly Task _work;
        private int _requests;

        public Server(Chains chains)
        {
            _chains = chains;
            _listener.Start();
            Address = new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _work = WorkAsync();
        }

        public Uri Address { get; }

        public int Requests => Volatile.Read(ref _requests);

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _work;
        }

        private async Task WorkAsync()
        {
            var context = SslStreamCertificateContext.Create(_chains.Leaf, [.. _chains.Sent], offline: true);
            var serving = new List<Task>();
            try
            {
                while (true)
                {
                    serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(), context));
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                await Task.WhenAll(serving);
            }
        }

        private async Task ServeAsync(TcpClient client, SslStreamCertificateContext context)
        {
            try
            {
                using (client)
                {
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificateContext = context }
                    );
                    var buffer = new byte[8192];
                    while (await tls.ReadAsync(buffer) > 0)
                    {
                        Interlocked.Increment(ref _requests);
                        await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
                    }
                }
            }
            catch (Exception ended) when (ended is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not believe it.
            }
        }
    }
}
