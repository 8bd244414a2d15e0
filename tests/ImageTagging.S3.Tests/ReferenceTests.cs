using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace ImageTagging.S3.Tests;

public sealed class ReferenceTests
{
    [Theory]
    [InlineData("https://s3.eu-west-1.amazonaws.com", true)]
    [InlineData("https://S3.cn-north-1.amazonaws.com.cn./", true)]
    [InlineData("https://bucket.vpce-1a2b3c4d.s3.us-east-1.vpce.amazonaws.com", true)]
    [InlineData("https://s3.dualstack.us-east-1.api.aws", true)]
    [InlineData("http://127.0.0.1:9000", false)]
    [InlineData("https://minio.example.org", false)]
    [InlineData("https://notamazonaws.com", false)]
    [InlineData("https://s3.amazonaws.com.example.org", false)]
    [InlineData("https://example.org/s3.amazonaws.com", false)]
    public void Only_Amazons_own_addresses_can_be_read_by_reference(string address, bool expected)
    {
        using var client = new AmazonS3Client(
            new AnonymousAWSCredentials(),
            new AmazonS3Config { ServiceURL = address, AuthenticationRegion = "us-east-1" }
        );
        using var given = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        using var made = new S3ImageSource(new S3SourceOptions { Bucket = "pictures", ServiceUrl = address });
        Assert.Equal((expected, expected), (given.IsReadableByReference, made.IsReadableByReference));
    }

    [Fact]
    public void A_client_of_a_region_is_Amazons()
    {
        using var client = new AmazonS3Client(new AnonymousAWSCredentials(), RegionEndpoint.EUWest1);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        Assert.True(source.IsReadableByReference);
    }
}
