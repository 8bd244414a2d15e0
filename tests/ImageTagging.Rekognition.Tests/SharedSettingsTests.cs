using Amazon.Runtime;
using ImageTagging.Rekognition.Endpoints;

namespace ImageTagging.Rekognition.Tests;

/// <summary>The environment belongs to the process, so these tests run alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection<EnvironmentCollection>]
public sealed class SharedSettingsTests : IDisposable
{
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    public SharedSettingsTests()
    {
        foreach (
            var name in (string[])
                [
                    "AWS_PROFILE",
                    "AWS_REGION",
                    "AWS_DEFAULT_REGION",
                    "AWS_ENDPOINT_URL",
                    "AWS_ENDPOINT_URL_REKOGNITION",
                    "AWS_USE_FIPS_ENDPOINT",
                ]
        )
        {
            Set(name, null);
        }
    }

    [Fact]
    public void The_services_own_variable_goes_before_the_general_one()
    {
        Set("AWS_REGION", "eu-central-1");
        Set("AWS_ENDPOINT_URL", "http://localhost:1/");
        Assert.Equal("http://localhost:1/", ServiceEndpoint.Find(new()).Address.ToString());

        Set("AWS_ENDPOINT_URL_REKOGNITION", "http://localhost:2/");
        var endpoint = ServiceEndpoint.Find(new());

        Assert.Equal("http://localhost:2/", endpoint.Address.ToString());
        Assert.Equal("eu-central-1", endpoint.Region);
    }

    [Fact]
    public void A_profiles_services_section_and_region_are_read()
    {
        File.WriteAllText(
            ProcessSettings.ConfigFile,
            """
            [profile pictures]
            region = eu-north-1
            services = test
            [services test]
            rekognition =
              endpoint_url = http://localhost:3
            """
        );

        var endpoint = ServiceEndpoint.Find(new() { Profile = "pictures" });

        Assert.Equal("http://localhost:3/", endpoint.Address.ToString());
        Assert.Equal("eu-north-1", endpoint.Region);
    }

    [Fact]
    public void A_url_in_code_goes_before_the_environment()
    {
        Set("AWS_ENDPOINT_URL_REKOGNITION", "http://localhost:2/");

        Assert.Equal(
            "http://localhost:4/",
            ServiceEndpoint.Find(new() { Region = "us-east-1", ServiceUrl = "http://localhost:4" }).Address.ToString()
        );
    }

    [Fact]
    public void A_region_alone_comes_from_the_environment()
    {
        Set("AWS_REGION", "ap-northeast-1");

        Assert.Equal("https://rekognition.ap-northeast-1.amazonaws.com/", ServiceEndpoint.Find(new()).Address.ToString());
    }

    [Fact]
    public async Task Without_credentials_the_fault_says_what_to_do()
    {
        Set("AWS_ACCESS_KEY_ID", null);
        Set("AWS_SECRET_ACCESS_KEY", null);
        Set("AWS_SESSION_TOKEN", null);
        using var client = new RekognitionClient(new() { Region = "us-east-1", ServiceUrl = "http://127.0.0.1:9" });

        var fault = await Assert.ThrowsAsync<RekognitionException>(() =>
            client.DetectLabelsAsync(new() { Image = Doubles.Object() })
        );

        Assert.Equal("NoCredentials", fault.Code);
        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("role", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        File.WriteAllText(ProcessSettings.ConfigFile, "");
        FallbackRegionFactory.Reset();
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
