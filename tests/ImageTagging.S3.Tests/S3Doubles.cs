using Amazon.Runtime;
using Amazon.S3;
using ImageTagging.Conformance;
using ImageTagging.Testing;

namespace ImageTagging.S3.Tests;

/// <summary>S3 sources over the double, which holds any key.</summary>
public sealed class S3Doubles : WritableImageSourceProvider, IAsyncLifetime
{
    private S3Double _double = null!;
    private AmazonS3Client _client = null!;
    private int _buckets;

    public override IReadOnlyList<string> RefusedKeys =>
        ["", "/lead.jpg", "a//b.jpg", "a/../b.jpg", "..", "line\nbreak.jpg", new string('k', 1025)];

    public async ValueTask InitializeAsync()
    {
        // Small pages, so that every suite pages.
        _double = await S3Double.StartAsync(new S3DoubleOptions { PageSize = 7 });
        _client = Client(_double.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }

    public override ValueTask<IImageSource> CreateAsync(IReadOnlyDictionary<string, byte[]> pictures)
    {
        var bucket = _double.CreateBucket($"bucket-{Interlocked.Increment(ref _buckets)}");
        foreach (var (key, bytes) in pictures)
        {
            bucket.Put(key, bytes);
        }

        return new(Source(bucket.Name, ""));
    }

    public override ValueTask<IImageSource> OpenAgainAsync(IImageSource source) =>
        new(Source(((S3ImageSource)source).Bucket, ""));

    public override ValueTask<IImageSource?> OpenWithPrefixAsync(IImageSource source, string prefix) =>
        new(Source(((S3ImageSource)source).Bucket, prefix));

    public override ValueTask PutAsync(IImageSource source, string key, byte[] content)
    {
        _double.FindBucket(((S3ImageSource)source).Bucket)!.Put(key, content);
        return default;
    }

    public override ValueTask DeleteAsync(IImageSource source, string key)
    {
        _double.FindBucket(((S3ImageSource)source).Bucket)!.Delete(key);
        return default;
    }

    public override bool CanHold(string key) => S3Keys.CanHold(key);

    internal static AmazonS3Client Client(Uri address, string region = "us-east-1") =>
        new(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = address.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = region,
                MaxErrorRetry = 0,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );

    private S3ImageSource Source(string bucket, string prefix)
    {
        var options = new S3SourceOptions
        {
            Bucket = bucket,
            Prefix = prefix,
            IncludeHidden = true,
        };
        options.Suffixes.Clear();
        return new S3ImageSource(_client, options);
    }
}

public sealed class S3DoubleLists(S3Doubles p) : ImageSourceListConformance<S3Doubles>(p);

public sealed class S3DoubleReads(S3Doubles p) : ImageSourceReadConformance<S3Doubles>(p);

public sealed class S3DoubleWrites(S3Doubles p) : ImageSourceWriteConformance<S3Doubles>(p);
