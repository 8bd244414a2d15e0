namespace ImageTagging.Testing;

/// <summary>A key pair that <see cref="SigV4Verifier"/> knows.</summary>
/// <param name="AccessKey">The access key's id.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="Token">The session token that must come along; null for a lasting key.</param>
/// <param name="ExpiresAt">When it stops being accepted; null for never.</param>
public sealed record SigV4Credential(string AccessKey, string SecretKey, string? Token = null, DateTimeOffset? ExpiresAt = null);
