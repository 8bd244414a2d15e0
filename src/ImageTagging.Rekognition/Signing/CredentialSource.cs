using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using ImageTagging.Hosting;
using ImageTagging.Rekognition.Endpoints;

namespace ImageTagging.Rekognition.Signing;

/// <summary>The credentials of the moment: given in code, or found by the SDK's chain, which renews its own.</summary>
internal sealed class CredentialSource(RekognitionClientOptions options) : IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver? _chain = options.Credentials is null ? Chain() : null;
    private readonly SharedSettings? _settings = options.Credentials is null ? new(options.Profile) : null;

    private static DefaultAWSCredentialsIdentityResolver Chain()
    {
        CredentialClients.Register();
        return new();
    }

    public async ValueTask<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var credentials = await ResolveAsync(cancellationToken).ConfigureAwait(false);
            return await credentials.GetCredentialsAsync().ConfigureAwait(false)
                ?? throw new AmazonClientException("They are empty.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new RekognitionException(
                // The chain's own sum of faults names the default profile, which nobody asked for.
                fault.Message.Contains("profile", StringComparison.OrdinalIgnoreCase)
                && !fault.Message.Contains("Exception 1 of", StringComparison.Ordinal)
                    ? $"The AWS profile cannot be used ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Name one that 'aws configure list-profiles' shows in RekognitionClientOptions.Profile, or unset it."
                    : "No AWS credentials were found. Run with a role (instance, container, web identity), or sign in with aws sso login and set AWS_PROFILE.",
                fault
            )
            {
                Code = ErrorCodes.NoCredentials,
            };
        }
    }

    /// <summary>After the service called credentials expired: newer ones, or null where the chain has none.</summary>
    public async ValueTask<ImmutableCredentials?> RenewAsync(ImmutableCredentials expired, CancellationToken cancellationToken)
    {
        var credentials = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (!Same(credentials, expired))
        {
            return credentials;
        }

        if (await ResolveAsync(cancellationToken).ConfigureAwait(false) is RefreshingAWSCredentials refreshing)
        {
            refreshing.ClearCredentials();
            credentials = await GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return Same(credentials, expired) ? null : credentials;
    }

    public void Dispose() => _chain?.Dispose();

    private static bool Same(ImmutableCredentials a, ImmutableCredentials b) =>
        a.AccessKey == b.AccessKey && a.SecretKey == b.SecretKey && a.Token == b.Token;

    private async ValueTask<AWSCredentials> ResolveAsync(CancellationToken cancellationToken) =>
        options.Credentials ?? await _chain!.ResolveIdentityAsync(_settings!, cancellationToken).ConfigureAwait(false);
}
