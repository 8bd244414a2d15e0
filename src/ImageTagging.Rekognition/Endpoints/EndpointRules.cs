using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace ImageTagging.Rekognition.Endpoints;

/// <summary>Where the service is called, by its published endpoint rules; the partitions' names are the SDK's.</summary>
internal static class EndpointRules
{
    public static string Resolve(string? region, bool useFips, bool useDualStack, string? endpoint)
    {
        if (endpoint is not null)
        {
            return useFips ? throw Invalid("Invalid Configuration: FIPS and custom endpoint are not supported")
                : useDualStack ? throw Invalid("Invalid Configuration: Dualstack and custom endpoint are not supported")
                : endpoint;
        }

        if (string.IsNullOrEmpty(region))
        {
            throw new RekognitionException(
                "Invalid Configuration: Missing Region. Set RekognitionClientOptions.Region, AWS_REGION, or the profile's region."
            )
            {
                Code = ErrorCodes.MissingRegion,
            };
        }

        var partition = Fn.Partition(region);
        if (useFips && useDualStack && !(partition.supportsFIPS && partition.supportsDualStack))
        {
            throw Invalid("FIPS and DualStack are enabled, but this partition does not support one or both");
        }

        if (useFips && !partition.supportsFIPS)
        {
            throw Invalid("FIPS is enabled but this partition does not support FIPS");
        }

        if (useDualStack && !partition.supportsDualStack)
        {
            throw Invalid("DualStack is enabled but this partition does not support DualStack");
        }

        var name = useFips ? "rekognition-fips" : "rekognition";
        return $"https://{name}.{region}.{(useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}";
    }

    private static RekognitionException Invalid(string message) => new(message) { Code = ErrorCodes.InvalidEndpoint };
}
