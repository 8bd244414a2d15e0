using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Tests;

public sealed class AmazonOpenSearchTests
{
    [Theory]
    [InlineData("https://search-photos-abc.eu-central-1.es.amazonaws.com/images", true)]
    [InlineData("https://search-photos-abc.aos.eu-central-1.on.aws/images", true)]
    [InlineData("https://vpc-photos-abc.cn-north-1.es.amazonaws.com.cn/images", true)]
    [InlineData("https://search-photos-abc.eu-central-1.es.amazonaws.com.example.org/images", false)]
    [InlineData("http://localhost:9200/images", false)]
    public void Requests_to_Amazon_OpenSearch_are_signed_with_the_role_of_the_process_and_others_are_not(
        string address,
        bool signed
    ) => Assert.Equal(signed, IndexLocation.RemoteOptions(new Uri(address)).WrapHandler is not null);
}
