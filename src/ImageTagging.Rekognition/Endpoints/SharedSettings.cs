using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace ImageTagging.Rekognition.Endpoints;

/// <summary>Reads what every AWS client reads: the environment and the shared config, service by service.</summary>
internal sealed class SharedSettings : ClientConfig
{
    public SharedSettings(string? profile)
        : base(new Defaults())
    {
        ServiceId = "Rekognition";
        if (profile is not null)
        {
            Profile = new Profile(profile);
        }
    }

    public override string ServiceVersion => "2016-06-27";

    public override string UserAgent => "ImageTagging.Sdk";

    public override string RegionEndpointServiceName => "rekognition";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        new(EndpointRules.Resolve(RegionEndpoint?.SystemName, UseFIPSEndpoint, UseDualstackEndpoint, ServiceURL));

    private sealed class Defaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(
            RegionEndpoint clientRegion,
            DefaultConfigurationMode? requestedConfigurationMode = null
        ) => new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard };
    }
}
