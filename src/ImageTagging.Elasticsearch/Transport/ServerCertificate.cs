using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>Which server certificates are trusted: the system's, those of a named authority, or one with a named fingerprint.</summary>
internal static class ServerCertificate
{
    public static RemoteCertificateValidationCallback? Validation(ElasticsearchIndexOptions options)
    {
        if (options.CertificateFingerprint is { Length: > 0 } fingerprint)
        {
            var expected = ParseFingerprint(fingerprint);
            return (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (certificate is X509Certificate2 own && Matches(own, expected))
                || (chain is not null && chain.ChainElements.Any(e => Matches(e.Certificate, expected)) && IsNamed(errors));
        }

        if (options.CertificateAuthorityFile is { Length: > 0 } file)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None
                || (certificate is X509Certificate2 own && IsNamed(errors) && IsSignedBy(own, authorities));
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

    private static bool Matches(X509Certificate2 certificate, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(certificate.GetCertHash(HashAlgorithmName.SHA256), expected);

    // The chain may be unknown to the system; the name must be right all the same.
    private static bool IsNamed(SslPolicyErrors errors) =>
        (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None;

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
