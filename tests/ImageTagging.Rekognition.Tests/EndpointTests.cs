using System.Text.Json;
using ImageTagging.Rekognition.Endpoints;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

public sealed class EndpointTests
{
    private static JsonElement Cases()
    {
        var file = TestPaths.RequireShared("rekognition-model/endpoint-tests-1.json");
        return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("testCases");
    }

    [Fact]
    public void All_published_endpoint_cases_come_out_as_told()
    {
        var cases = Cases();
        Assert.Equal(39, cases.GetArrayLength());
        foreach (var one in cases.EnumerateArray())
        {
            var name = one.GetProperty("documentation").GetString();
            var expect = one.GetProperty("expect");
            var parameters = one.TryGetProperty("params", out var given) ? given : default;
            string Resolve() => EndpointRules.Resolve(Text("Region"), Flag("UseFIPS"), Flag("UseDualStack"), Text("Endpoint"));
            if (expect.TryGetProperty("error", out var error))
            {
                var fault = Assert.Throws<RekognitionException>(Resolve);
                Assert.Contains(error.GetString()!, fault.Message, StringComparison.Ordinal);
                Assert.Equal(FailureKind.SetUp, fault.Kind);
            }
            else
            {
                Assert.True(expect.GetProperty("endpoint").GetProperty("url").GetString() == Resolve(), name);
            }

            string? Text(string member) =>
                parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(member, out var value)
                    ? value.GetString()
                    : null;
            bool Flag(string member) =>
                parameters.ValueKind == JsonValueKind.Object
                && parameters.TryGetProperty(member, out var value)
                && value.GetBoolean();
        }
    }

    [Theory]
    [InlineData("eu-west-3", null, null, "https://rekognition.eu-west-3.amazonaws.com/", "eu-west-3")]
    [InlineData("us-east-1", true, null, "https://rekognition-fips.us-east-1.amazonaws.com/", "us-east-1")]
    [InlineData("eu-west-1", null, true, "https://rekognition.eu-west-1.api.aws/", "eu-west-1")]
    [InlineData("fips-us-west-2", null, null, "https://rekognition-fips.us-west-2.amazonaws.com/", "us-west-2")]
    public void Options_choose_the_endpoint(string region, bool? fips, bool? dualStack, string address, string signedFor)
    {
        var endpoint = ServiceEndpoint.Find(
            new()
            {
                Region = region,
                UseFips = fips,
                UseDualStack = dualStack,
            }
        );

        Assert.Equal(address, endpoint.Address.ToString());
        Assert.Equal(signedFor, endpoint.Region);
    }

    [Fact]
    public void A_given_url_is_called_and_signed_for_the_given_region()
    {
        var endpoint = ServiceEndpoint.Find(new() { Region = "ap-south-1", ServiceUrl = "http://localhost:1234/prefix" });

        Assert.Equal(new Uri("http://localhost:1234/prefix"), endpoint.Address);
        Assert.Equal("ap-south-1", endpoint.Region);
    }
}
