using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace ImageTagging.S3.Tests;

/// <summary>Access points in place of a bucket's name.</summary>
public sealed class AccessPointTests
{
    private const string Arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/my-pictures";
    private const string Alias = "my-pictures-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Arn, "my-pictures-123456789012.s3-accesspoint.eu-west-1.amazonaws.com")]
    [InlineData(
        "arn:aws:s3:eu-west-1:123456789012:accesspoint:my-pictures",
        "my-pictures-123456789012.s3-accesspoint.eu-west-1.amazonaws.com"
    )]
    [InlineData(Alias, Alias + ".s3.eu-west-1.amazonaws.com")]
    public async Task Its_objects_are_listed_and_read_at_its_own_address_and_never_by_reference(string bucket, string host)
    {
        using var store = new ScriptedStore(q =>
            q.Address.Query.Contains("list-type", StringComparison.Ordinal)
                ? ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "/lead.jpg", "2024/a.jpg")
                : new("12345")
                {
                    Headers =
                    [
                        ("ETag", "\"827ccb0eea8a706c4c34a16891f84e7b\""),
                        ("Last-Modified", "Mon, 06 May 2024 07:08:09 GMT"),
                    ],
                }
        );
        // The client may be of any region: an ARN names its own.
        using var client = Client(store, bucket == Alias ? "eu-west-1" : "us-east-1");
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = bucket });
        Assert.Equal(("s3://" + bucket, "eu-west-1", false), (source.Name, source.Region, source.IsReadableByReference));

        var listed = (await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel)).Cast<ImageListing>().ToArray();
        Assert.Equal(["/lead.jpg", "2024/a.jpg"], listed.Select(l => l.Key));
        Assert.Equal($"s3://{bucket}/2024/a.jpg", listed[1].Location);
        Assert.NotNull(await source.FindAsync("2024/a.jpg", Cancel));
        foreach (var listing in listed)
        {
            using var picture = new ImageToTag(source, listing);
            Assert.Equal("12345"u8.ToArray(), (await picture.GetBytesAsync(Cancel)).ToArray());
        }

        Assert.Equal(4, store.Questions.Count);
        Assert.All(store.Questions, q => Assert.Equal(host, q.Address.Host));
        Assert.Equal(["/", "/2024/a.jpg", "//lead.jpg", "/2024/a.jpg"], store.Questions.Select(q => q.Address.AbsolutePath));
    }

    [Fact]
    public void Its_region_is_that_of_its_ARN_where_none_is_told()
    {
        using var source = new S3ImageSource(new S3SourceOptions { Bucket = Arn });
        Assert.Equal("eu-west-1", source.Region);
    }

    [Fact]
    public void A_client_that_keeps_to_another_region_is_refused_before_it_is_called()
    {
        using var store = new ScriptedStore(_ => throw new InvalidOperationException());
        using var client = Client(store, "us-east-1", useArnRegion: false);
        var fault = Assert.Throws<ImageTaggingException>(() => new S3ImageSource(client, new S3SourceOptions { Bucket = Arn }));
        Assert.Equal("InvalidOptions", fault.Code);
        Assert.Contains("in eu-west-1, and the client was made for us-east-1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Arn, "s3:ListBucket on " + Arn, "s3:GetObject on " + Arn + "/object/*")]
    [InlineData(
        Alias,
        "s3:ListBucket on the access point's ARN",
        "s3:GetObject on the access point's ARN with /object/* behind it"
    )]
    [InlineData("pictures", "s3:ListBucket on arn:aws:s3:::pictures", "s3:GetObject on arn:aws:s3:::pictures/*")]
    public async Task A_missing_permission_names_what_a_policy_must_name(string bucket, string listing, string reading)
    {
        using var store = new ScriptedStore(_ =>
            new("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", System.Net.HttpStatusCode.Forbidden)
        );
        using var client = Client(store, "eu-west-1");
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = bucket });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel)
        );
        Assert.Contains(listing, fault.Message, StringComparison.Ordinal);
        fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("a.jpg", Cancel));
        Assert.Contains(reading, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap", "multi-region access point")]
    [InlineData("mfzwi23gnjvgw.mrap", "multi-region access point")]
    [InlineData("arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-01ac5d28a6a232904/accesspoint/pictures", "Outposts")]
    [InlineData("pictures-o01ac5d28a6a232904e8xz5w8ijx1qzlbp3i3kuse10--op-s3", "Outposts")]
    [InlineData("arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/pictures", "Object Lambda")]
    [InlineData("pictures-1a4n8yjrb3kda96f67zwrwiiuse1a--ol-s3", "Object Lambda")]
    [InlineData("pictures--use1-az4--x-s3", "directory bucket")]
    [InlineData("pictures--use1-az4--xa-s3", "directory bucket")]
    [InlineData("arn:aws:s3:::pictures", "no access point's ARN")]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:bucket/pictures", "no access point's ARN")]
    [InlineData("arn:aws:s3:eu-west-1:1234:accesspoint/pictures", "no access point's ARN")]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/pictures/object/a.jpg", "no access point's ARN")]
    [InlineData("pictures/2024", "no bucket's name")]
    [InlineData("pic tures", "no bucket's name")]
    [InlineData("pictures?x", "no bucket's name")]
    public void What_cannot_be_a_source_is_refused_in_one_sentence(string bucket, string why)
    {
        var fault = Assert.Single(new S3SourceOptions { Bucket = bucket }.Validate());
        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.Contains(bucket, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_an_ARN_cannot_have_are_told()
    {
        var options = new S3SourceOptions
        {
            Bucket = Arn,
            Region = "us-east-1",
            ServiceUrl = "http://127.0.0.1:9000",
            ForcePathStyle = true,
        };
        var faults = options.Validate();
        Assert.Contains(faults, f => f.Contains("neither ServiceUrl nor ForcePathStyle", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("is in eu-west-1, and Region is us-east-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s3://pictures", "pictures", "")]
    [InlineData("s3://pictures/", "pictures", "")]
    [InlineData("S3://pictures/2024/a", "pictures", "2024/a")]
    [InlineData("s3://pictures//2024", "pictures", "/2024")]
    [InlineData("s3://" + Arn, Arn, "")]
    [InlineData("s3://" + Arn + "/2024/", Arn, "2024/")]
    [InlineData(
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:my-pictures/2024/",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint:my-pictures",
        "2024/"
    )]
    [InlineData(
        "s3://arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/pictures/2024",
        "arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/pictures",
        "2024"
    )]
    public void A_location_is_a_bucket_and_a_prefix(string location, string bucket, string prefix)
    {
        var options = S3SourceOptions.FromLocation(location);
        Assert.Equal((bucket, prefix), (options.Bucket, options.Prefix));
    }

    private static AmazonS3Client Client(ScriptedStore store, string region, bool useArnRegion = true) =>
        new(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                RegionEndpoint = RegionEndpoint.GetBySystemName(region),
                UseArnRegion = useArnRegion,
                MaxErrorRetry = 0,
                HttpClientFactory = store.Factory,
            }
        );
}
