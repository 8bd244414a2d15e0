namespace ImageTagging.Testing;

/// <summary>The verdict of <see cref="SigV4Verifier"/>.</summary>
/// <param name="Code">What is wrong, as AWS names it; null where nothing is.</param>
/// <param name="Message">The sentence to it; null where nothing is wrong.</param>
/// <param name="AccessKey">Who signed, as the request says; null where it does not.</param>
/// <param name="Region">The region that was signed for; null where the request does not say.</param>
public sealed record SigV4Verdict(string? Code, string? Message, string? AccessKey, string? Region)
{
    /// <summary>True if the signature holds.</summary>
    public bool IsValid => Code is null;
}
