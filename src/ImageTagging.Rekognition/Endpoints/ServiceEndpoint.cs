using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace ImageTagging.Rekognition.Endpoints;

/// <summary>Where to call and which region to sign for.</summary>
internal sealed record ServiceEndpoint(Uri Address, string Region)
{
    /// <summary>Finds it from the options, the environment, the shared config and, last, the machine's metadata (which takes time).</summary>
    public static ServiceEndpoint Find(RekognitionClientOptions options)
    {
        try
        {
            var settings = new SharedSettings(options.Profile);
            // A region and a URL push each other out of the SDK's settings: each is asked of an instance of its own.
            var regional = new SharedSettings(options.Profile) { IgnoreConfiguredEndpointUrls = true };
            var url = options.ServiceUrl ?? settings.ServiceURL;
            var given = options.Region is null
                ? RegionOfProfile(options.Profile)
                : RegionEndpoint.GetBySystemName(options.Region);
            if (given is not null)
            {
                regional.RegionEndpoint = given;
            }

            var region =
                given is not null || url is null
                    ? regional.RegionEndpoint?.SystemName
                    : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;
            var address = EndpointRules.Resolve(
                region,
                options.UseFips ?? regional.UseFIPSEndpoint,
                options.UseDualStack ?? regional.UseDualstackEndpoint,
                url
            );
            return new(new Uri(address), region ?? "us-east-1");
        }
        catch (AmazonClientException fault)
        {
            throw new RekognitionException(
                "No region or endpoint could be found: " + fault.Message + " Set RekognitionClientOptions.Region or AWS_REGION.",
                fault
            )
            {
                Code = ErrorCodes.MissingRegion,
            };
        }
    }

    // The SDK's settings take a profile's endpoint from the profile, but not its region.
    private static RegionEndpoint? RegionOfProfile(string? name) =>
        name is null ? null
        : new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile.Region
        : throw new RekognitionException(
            $"The shared config has no profile '{name}'. Set the client's Profile to one that it has."
        )
        {
            Code = ErrorCodes.NoSuchProfile,
        };
}
