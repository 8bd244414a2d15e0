using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageTagging.TestSupport;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>A server with https, a certificate of its own, and a password.</summary>
public sealed class SecureServerTests(SecureServerTests.Server server) : IClassFixture<SecureServerTests.Server>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_a_sentence()
    {
        using var index = Open(_ => { });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "CertificateNotTrusted"), (fault.Kind, fault.Code));
        Assert.Contains("CertificateFingerprint", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificates_fingerprint_is_enough()
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(server.CertificateFile);
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        using var index = Open(options => options.CertificateFingerprint = fingerprint);
        await index.EnsureReadyAsync(Cancel);
        var results = await index.WriteAsync(BulkFaultTests.Creates(5), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
    }

    [Fact]
    public async Task Another_fingerprint_is_not()
    {
        using var index = Open(options => options.CertificateFingerprint = new('a', 64));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal("CertificateNotTrusted", fault.Code);
    }

    [Fact]
    public async Task A_named_authority_is_trusted()
    {
        using var index = Open(options => options.CertificateAuthorityFile = server.CertificateFile);
        await index.EnsureReadyAsync(Cancel);
    }

    [Fact]
    public async Task A_wrong_password_is_told_at_once_and_never_shown()
    {
        using var index = Open(options =>
        {
            options.CertificateAuthorityFile = server.CertificateFile;
            options.Password = "not-the-password";
        });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "Unauthorized", 401), (fault.Kind, fault.Code, fault.StatusCode));
        Assert.DoesNotContain("not-the-password", fault.ToString(), StringComparison.Ordinal);
    }

    private ElasticsearchTagIndex Open(Action<ElasticsearchIndexOptions> configure) =>
        SearchServer.Open(
            server.Address,
            "secured",
            options =>
            {
                (options.UserName, options.Password) = ("elastic", Testbed.ElasticsearchPassword);
                configure(options);
            }
        );

    public sealed class Server : IAsyncLifetime
    {
        private ServerProcess? _process;

        public Uri Address => _process!.Address;

        public string CertificateFile => Path.Combine(_process!.Folder, "config", "http.crt");

        public async ValueTask InitializeAsync() => _process = await Testbed.StartSecureElasticsearchAsync();

        public async ValueTask DisposeAsync()
        {
            if (_process is not null)
            {
                await _process.DisposeAsync();
            }
        }
    }
}
