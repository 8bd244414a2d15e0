using Amazon.Runtime;

namespace ImageTagging.Rekognition;

/// <summary>How Amazon Rekognition is reached. Read once, when the client is made.</summary>
public sealed class RekognitionClientOptions
{
    /// <summary>The region, such as <c>eu-west-1</c>; null to take it from the environment, the profile or the machine's role.</summary>
    /// <value>The default is null. Objects that are read by reference must be in a bucket of this region.</value>
    public string? Region { get; set; }

    /// <summary>Another endpoint, such as a VPC endpoint's or a test's; null for the region's.</summary>
    /// <value>
    /// The default is null: <c>AWS_ENDPOINT_URL_REKOGNITION</c>, <c>AWS_ENDPOINT_URL</c> and the shared config's <c>endpoint_url</c>
    /// are honoured.
    /// </value>
    public string? ServiceUrl { get; set; }

    /// <summary>The profile of the shared config to use; null for the default chain.</summary>
    public string? Profile { get; set; }

    /// <summary>True to call the FIPS endpoint.</summary>
    /// <value>The default is null: <c>AWS_USE_FIPS_ENDPOINT</c> or the profile decides.</value>
    public bool? UseFips { get; set; }

    /// <summary>True to call the dual-stack endpoint (IPv6 too).</summary>
    /// <value>The default is null: <c>AWS_USE_DUALSTACK_ENDPOINT</c> or the profile decides.</value>
    public bool? UseDualStack { get; set; }

    /// <summary>Credentials given in code; null for the SDK's default chain (environment, profile, SSO, container, instance role).</summary>
    /// <value>The default is null. Prefer roles: a key in a file is a key that leaks.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>How long one attempt may take, from 1 second to 10 minutes.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take, from 1 second to 2 minutes.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong with these options; empty where nothing is.</summary>
    internal IEnumerable<string> Faults()
    {
        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{nameof(RequestTimeout)} is {RequestTimeout}; it must lie between 1 second and 10 minutes.";
        }

        if (ConnectTimeout < TimeSpan.FromSeconds(1) || ConnectTimeout > TimeSpan.FromMinutes(2))
        {
            yield return $"{nameof(ConnectTimeout)} is {ConnectTimeout}; it must lie between 1 second and 2 minutes.";
        }

        if (Region is not null && !IsRegion(Region))
        {
            yield return $"{nameof(Region)} '{Region}' is no region; one looks like eu-west-1.";
        }

        if (
            ServiceUrl is not null
            && !(
                Uri.TryCreate(ServiceUrl, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && url.Query.Length == 0
            )
        )
        {
            yield return $"{nameof(ServiceUrl)} must be an absolute http or https address without a query.";
        }

        if (ServiceUrl is not null && (UseFips is true || UseDualStack is true))
        {
            yield return $"{nameof(ServiceUrl)} goes with neither {nameof(UseFips)} nor {nameof(UseDualStack)}.";
        }
    }

    private static bool IsRegion(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
