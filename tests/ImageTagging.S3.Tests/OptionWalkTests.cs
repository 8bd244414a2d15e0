using Amazon.S3;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.S3.Tests;

/// <summary>Every option of the source.</summary>
public sealed class OptionWalkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_option_binds_has_ends_and_a_test() =>
        new OptionWalk<S3SourceOptions>(
            section => (S3Section.Read(section, new(), out var faults), faults),
            options => options.Validate()
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new(
                "Bucket",
                "pictures",
                "AccessPointTests.Its_objects_are_listed_and_read_at_its_own_address_and_never_by_reference"
            ),
            new("Prefix", "2024/", "ExclusionTests.A_hidden_folder_that_the_prefix_names_is_listed"),
            new("Suffixes", ".jpg", "OptionWalkTests.Endings_say_which_keys_are_pictures"),
            new("IncludeHidden", "true", "ExclusionTests.Hidden_keys_are_listed_where_they_are_wanted"),
            new("Exclude", "raw/", "ExclusionTests.Patterns_leave_keys_out"),
            new("Region", "eu-west-1", "OptionWalkTests.A_client_that_is_made_here_is_made_as_is_said"),
            new("ServiceUrl", "http://127.0.0.1:9000", "OptionWalkTests.A_client_that_is_made_here_is_made_as_is_said"),
            new("ForcePathStyle", "true", "OptionWalkTests.A_client_that_is_made_here_is_made_as_is_said"),
            new("RequesterPays", "true", "OddKeyTests.The_one_who_pays_and_the_version_go_along"),
            new("TrustETags", "false", "OptionWalkTests.An_ETag_that_is_not_trusted_tells_no_content"),
            new("ExpectedBucketOwner", "123456789012", "OptionWalkTests.The_owner_that_is_expected_goes_along")
        );

    [Fact]
    public async Task Endings_say_which_keys_are_pictures()
    {
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "a.JPG", "b.raw", "c.txt")
        );
        using var usual = store.Source();
        using var raw = store.Source(o =>
        {
            o.Suffixes.Clear();
            o.Suffixes.Add(".raw");
        });
        Assert.Equal(["a.JPG"], await KeysAsync(usual));
        Assert.Equal(["b.raw"], await KeysAsync(raw));
    }

    [Fact]
    public void A_client_that_is_made_here_is_made_as_is_said()
    {
        using var regional = S3Clients.Create(new S3SourceOptions { Bucket = "pictures", Region = "eu-central-1" });
        Assert.Equal("eu-central-1", regional.Config.RegionEndpoint.SystemName);
        using var own = S3Clients.Create(
            new S3SourceOptions
            {
                Bucket = "pictures",
                ServiceUrl = "http://127.0.0.1:9000",
                Region = "eu-west-3",
            }
        );
        Assert.Equal(("http://127.0.0.1:9000/", "eu-west-3"), (own.Config.ServiceURL, own.Config.AuthenticationRegion));
        Assert.True(((AmazonS3Config)own.Config).ForcePathStyle);
        using var hosts = S3Clients.Create(
            new S3SourceOptions
            {
                Bucket = "pictures",
                ServiceUrl = "http://127.0.0.1:9000",
                ForcePathStyle = false,
            }
        );
        Assert.False(((AmazonS3Config)hosts.Config).ForcePathStyle);
    }

    [Fact]
    public async Task An_ETag_that_is_not_trusted_tells_no_content()
    {
        using var store = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "a.jpg"));
        foreach (var trusted in new[] { true, false })
        {
            using var source = store.Source(o => o.TrustETags = trusted);
            var listing = (ImageListing)(await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel))[0];
            Assert.Equal(trusted, listing.Contents.Count > 0);
            Assert.NotNull(listing.Version);
        }
    }

    [Fact]
    public async Task The_owner_that_is_expected_goes_along()
    {
        using var store = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>"));
        using var source = store.Source(o => o.ExpectedBucketOwner = "123456789012");
        await KeysAsync(source);
        Assert.Equal("123456789012", Assert.Single(store.Questions).Owner);
    }

    [Theory]
    [InlineData("Region", "Frankfurt!")]
    [InlineData("ServiceUrl", "ftp://store")]
    [InlineData("ServiceUrl", "http://user:secret@store")]
    [InlineData("ExpectedBucketOwner", "me")]
    [InlineData("Exclude:0", "/")]
    [InlineData("Suffixes:0", "")]
    [InlineData("Bucket", "no/bucket")]
    [InlineData("Suffixes", ".jpg")]
    public void What_no_option_can_be_is_a_fault_before_anything_runs(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddImageTagging().AddS3Support();
        var provider = services
            .BuildServiceProvider()
            .GetServices<IConfiguredProvider<IImageSource>>()
            .Single(p => p.Type == "s3");
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["s:Bucket"] = "pictures", ["s:" + key] = value })
            .Build()
            .GetSection("s");
        Assert.DoesNotContain("secret", Assert.Single(provider.Validate(section)), StringComparison.Ordinal);
        Assert.Equal(
            "InvalidOptions",
            Assert
                .Throws<ImageTaggingException>(() => provider.Create(new ServiceCollection().BuildServiceProvider(), section))
                .Code
        );
    }

    private static async Task<IEnumerable<string>> KeysAsync(S3ImageSource source) =>
        (await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel)).OfType<ImageListing>().Select(l => l.Key);
}
