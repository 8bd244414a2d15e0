using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>Which server certificates are trusted: the system's, those of a named authority, or one with a named fingerprint.</summary>
internal static class ServerCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static RemoteCertificateValidationCallback? Validation(ElasticsearchIndexOptions options)
    {
        if (options.CertificateFingerprint is { Length: > 0 } fingerprint)
        {
            var expected = ParseFingerprint(fingerprint);
            return (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, c => Matches(c, expected), []);
        }

        if (options.CertificateAuthorityFile is { Length: > 0 } file)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return (_, certificate, chain, errors) =>
                IsTrusted(
                    certificate,
                    chain,
                    errors,
                    c => authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(c.RawDataMemory.Span)),
                    authorities
                );
        }

        return null;
    }

    /// <summary>The 32 bytes of a SHA-256 fingerprint, with or without colons.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static byte[] ParseFingerprint(string text)
    {
        var bytes = Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal).Trim());
        return bytes.Length == SHA256.HashSizeInBytes
            ? bytes
            : throw new FormatException("A SHA-256 fingerprint has 64 hex digits.");
    }

    // What the system does not vouch for is built anew from the server's own certificate upwards, with every signature and date
    // checked, and must pass through one that is named. That the server merely sent such a one proves nothing: anyone can.
    private static bool IsTrusted(
        X509Certificate? certificate,
        X509Chain? sent,
        SslPolicyErrors errors,
        Func<X509Certificate2, bool> isNamed,
        X509Certificate2Collection named
    )
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        // The host's name must be right all the same.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
        {
            return false;
        }

        var others = new X509Certificate2Collection(named);
        if (sent is not null)
        {
            others.AddRange(sent.ChainPolicy.ExtraStore);
            others.AddRange(sent.ChainElements.Select(e => e.Certificate).ToArray());
        }

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(others.Where(isNamed).ToArray());
        policy.ExtraStore.AddRange(others);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        // The named one need not be a root: what stands above it does not matter.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        try
        {
            return chain.Build(server) && chain.ChainElements.Any(e => isNamed(e.Certificate));
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static bool Matches(X509Certificate2 certificate, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(certificate.GetCertHash(HashAlgorithmName.SHA256), expected);
}
