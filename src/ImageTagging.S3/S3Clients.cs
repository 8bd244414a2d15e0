using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using ImageTagging.Hosting;

namespace ImageTagging.S3;

/// <summary>Makes clients from options; credentials always come from the default chain.</summary>
internal static class S3Clients
{
    public static IAmazonS3 Create(S3SourceOptions options)
    {
        CredentialClients.Register();
        var config = new AmazonS3Config();
        if (options.ServiceUrl is not null)
        {
            // Compatible stores seldom know the newer checksums; Amazon's own gets the SDK's defaults.
            config.ServiceURL = options.ServiceUrl;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else if ((options.Region ?? BucketName.RegionOf(options.Bucket)) is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        config.ForcePathStyle = options.ForcePathStyle ?? options.ServiceUrl is not null;
        config.MaxErrorRetry = 4;
        config.HttpClientFactory = new TransportFactory();
        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException fault)
        {
            throw S3Faults.OfClient(fault, options);
        }
    }
}
