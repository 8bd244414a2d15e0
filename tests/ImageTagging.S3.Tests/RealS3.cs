using Amazon.S3;
using Amazon.S3.Model;
using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.S3.Tests;

/// <summary>S3 sources over the testbed's real server, which is a file system underneath and holds ordinary keys only.</summary>
public sealed class RealS3 : WritableImageSourceProvider, IDisposable
{
    private AmazonS3Client? _client;

    public override IReadOnlyList<string> RefusedKeys => ["", "/lead.jpg", "a//b.jpg", "a/../b.jpg"];

    public void Dispose() => _client?.Dispose();

    public override async ValueTask<IImageSource> CreateAsync(IReadOnlyDictionary<string, byte[]> pictures)
    {
        _client ??= S3Doubles.Client(await Testbed.S3Async());
        var bucket = "bucket-" + Guid.NewGuid().ToString("N")[..16];
        await _client.PutBucketAsync(bucket);
        var source = Source(bucket, "");
        foreach (var (key, bytes) in pictures)
        {
            await PutAsync(source, key, bytes);
        }

        return source;
    }

    public override ValueTask<IImageSource> OpenAgainAsync(IImageSource source) =>
        new(Source(((S3ImageSource)source).Bucket, ""));

    public override ValueTask<IImageSource?> OpenWithPrefixAsync(IImageSource source, string prefix) =>
        new(Source(((S3ImageSource)source).Bucket, prefix));

    public override async ValueTask PutAsync(IImageSource source, string key, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await _client!.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = ((S3ImageSource)source).Bucket,
                Key = key,
                InputStream = stream,
            }
        );
    }

    public override async ValueTask DeleteAsync(IImageSource source, string key) =>
        await _client!.DeleteObjectAsync(((S3ImageSource)source).Bucket, key);

    public override bool CanHold(string key) =>
        S3Keys.CanHold(key)
        && !key.Any(char.IsControl)
        && key.Split('/').All(s => s is not ("" or "." or "..") && System.Text.Encoding.UTF8.GetByteCount(s) <= 255);

    private S3ImageSource Source(string bucket, string prefix)
    {
        var options = new S3SourceOptions
        {
            Bucket = bucket,
            Prefix = prefix,
            IncludeHidden = true,
        };
        options.Suffixes.Clear();
        return new S3ImageSource(_client!, options);
    }
}

public sealed class RealS3Lists(RealS3 p) : ImageSourceListConformance<RealS3>(p);

public sealed class RealS3Reads(RealS3 p) : ImageSourceReadConformance<RealS3>(p);

public sealed class RealS3Writes(RealS3 p) : ImageSourceWriteConformance<RealS3>(p);
