using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageTagging.S3;

/// <summary>Pages through a bucket, one page ahead of who reads.</summary>
internal sealed class S3Lister(IAmazonS3 client, S3SourceOptions options, ImageScope scope, TimeProvider time)
{
    private static readonly ImageFailureReason s_archived = new(
        FailureKind.NeedsRestore,
        "Archived",
        "The object is archived and must be restored before it can be tagged."
    );

    public RequestPayer? Payer => options.RequesterPays ? RequestPayer.Requester : null;

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var request = await FirstAsync(range, stop.Token).ConfigureAwait(false);
        if (request.First is { } first)
        {
            yield return first;
        }

        Task<Page>? ahead = PageAsync(request.Listing, stop.Token);
        try
        {
            while (ahead is not null)
            {
                var page = await ahead.ConfigureAwait(false);
                ahead = page.Next is null ? null : PageAsync(page.Next, stop.Token);
                foreach (var listing in page.Listings)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (range.Before is not null && KeyOrder.Compare(listing.Key, range.Before) >= 0)
                    {
                        yield break;
                    }

                    if (KeyOrder.Compare(listing.Key, range.From) >= 0)
                    {
                        yield return listing;
                    }
                }

                if (page.LastKey is not null && range.Before is not null && KeyOrder.Compare(page.LastKey, range.Before) >= 0)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (ahead is not null)
            {
                await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public ImageListing Describe(string key, GetObjectMetadataResponse head)
    {
        var etag = Bare(head.ETag);
        var contents = Contents(etag, head.ContentLength);
        // Behind KMS or a customer's key an ETag that looks like an MD5 is none.
        if (
            head.ServerSideEncryptionMethod?.Value.StartsWith("aws:kms", StringComparison.Ordinal) == true
            || head.ServerSideEncryptionCustomerMethod is { Value: "AES256" }
        )
        {
            contents = [.. contents.Where(c => !c.IsHash)];
        }

        // A checksum over the whole object, which a listing does not carry.
        if (!string.IsNullOrEmpty(head.ChecksumSHA256) && head.ChecksumType != ChecksumType.COMPOSITE)
        {
            contents = [ContentId.FromSha256(Convert.FromBase64String(head.ChecksumSHA256)), .. contents];
        }

        var restored = head.RestoreExpiration is { } until && until > time.GetUtcNow().UtcDateTime;
        var archived = IsArchive(head.StorageClass?.Value) || head.ArchiveStatus is not null;
        return new()
        {
            Key = key,
            Location = $"s3://{options.Bucket}/{key}",
            Size = head.ContentLength,
            ModifiedAt = Milliseconds(head.LastModified),
            Version = etag,
            VersionId = string.IsNullOrEmpty(head.VersionId) || head.VersionId == "null" ? null : head.VersionId,
            Contents = contents,
            Unreadable = archived && !restored ? s_archived : null,
            ListedAt = time.GetUtcNow(),
        };
    }

    /// <summary>Looks one key up by listing just it.</summary>
    public async ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length == 0)
        {
            return null;
        }

        var request = Request(key, null);
        request.MaxKeys = 1;
        var page = await PageAsync(request, cancellationToken, anySuffix: true).ConfigureAwait(false);
        return page.Listings.FirstOrDefault(l => l.Key == key);
    }

    // S3 starts a listing behind a key, never at it: the first key of a range is asked for by itself.
    private async Task<(ImageListing? First, ListObjectsV2Request Listing)> FirstAsync(
        KeyRange range,
        CancellationToken cancellationToken
    )
    {
        var prefix = options.Prefix ?? "";
        if (range.From.Length == 0 || range.From == prefix)
        {
            return (null, Request(prefix, null));
        }

        if (range == KeyRange.WithPrefix(range.From))
        {
            return (null, Request(range.From, null));
        }

        if (range.From[^1] == '\0')
        {
            return (null, Request(prefix, range.From[..^1]));
        }

        var request = Request(range.From, null);
        request.MaxKeys = 1;
        var page = await PageAsync(request, cancellationToken).ConfigureAwait(false);
        var first = page.Listings.FirstOrDefault(l => l.Key == range.From);
        return (first, Request(prefix, range.From));
    }

    private ListObjectsV2Request Request(string prefix, string? after) =>
        new()
        {
            BucketName = options.Bucket,
            Prefix = prefix.Length == 0 ? null : prefix,
            StartAfter = after,
            // XML cannot hold every character that a key can.
            Encoding = EncodingType.Url,
            RequestPayer = Payer,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            OptionalObjectAttributes = ["RestoreStatus"],
        };

    private async Task<Page> PageAsync(ListObjectsV2Request basis, CancellationToken cancellationToken, bool anySuffix = false)
    {
        var request = Request(basis.Prefix ?? "", basis.StartAfter);
        (request.MaxKeys, request.ContinuationToken) = (basis.MaxKeys, basis.ContinuationToken);
        try
        {
            var listedAt = time.GetUtcNow();
            var answer = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            // Any well-formed page would pass for an empty bucket, and all its pictures for gone.
            if (answer.Name is null && answer.IsTruncated is null)
            {
                throw S3Faults.OfAnswer(options);
            }

            var encoded = answer.Encoding == EncodingType.Url;
            var objects = answer.S3Objects ?? [];
            var listings = new List<ImageListing>(objects.Count);
            string? last = null;
            foreach (var item in objects)
            {
                last = encoded ? WebUtility.UrlDecode(item.Key) : item.Key;
                // "Folders" are empty objects that end in a slash.
                if ((anySuffix || scope.HasSuffix(last)) && !(item.Size == 0 && last.EndsWith('/')))
                {
                    listings.Add(Describe(last, item, listedAt));
                }
            }

            return new(listings, last, Next(request, answer, last));
        }
        catch (Exception fault) when (S3Faults.IsKnown(fault))
        {
            throw S3Faults.OfBucket(fault, options, client.Config.RegionEndpoint?.SystemName);
        }
    }

    // A page is the last only where the store says so. One that says there is more, and not how to go on, is gone on from by its last
    // key; so is one that says nothing and has keys. Taken for the end, all that follows would count as gone.
    private ListObjectsV2Request? Next(ListObjectsV2Request request, ListObjectsV2Response answer, string? last)
    {
        if (answer.IsTruncated == false || (answer.IsTruncated is null && last is null))
        {
            return null;
        }

        var next = Request(request.Prefix ?? "", request.StartAfter);
        next.MaxKeys = request.MaxKeys;
        if (answer.NextContinuationToken is { Length: > 0 } token && token != request.ContinuationToken)
        {
            next.ContinuationToken = token;
            return next;
        }

        // Nothing to go on from, or a store that ignores from where.
        if (last is null || (request.StartAfter is { } before && KeyOrder.Compare(last, before) <= 0))
        {
            throw S3Faults.OfAnswer(options);
        }

        next.StartAfter = last;
        return next;
    }

    private ImageListing Describe(string key, S3Object item, DateTimeOffset listedAt)
    {
        var etag = Bare(item.ETag);
        var size = item.Size ?? 0;
        var restored = item.RestoreStatus?.RestoreExpiryDate is { } until && until > listedAt.UtcDateTime;
        return new()
        {
            Key = key,
            Location = string.Concat("s3://", options.Bucket, "/", key),
            Size = size,
            ModifiedAt = Milliseconds(item.LastModified),
            Version = etag,
            Contents = Contents(etag, size),
            Unreadable = IsArchive(item.StorageClass?.Value) && !restored ? s_archived : null,
            ListedAt = listedAt,
        };
    }

    private IReadOnlyList<ContentId> Contents(string? etag, long size) =>
        options.TrustETags ? ContentId.FromETag(etag, size) : [];

    private static bool IsArchive(string? storageClass) => storageClass is "GLACIER" or "DEEP_ARCHIVE";

    private static string? Bare(string? etag) => etag?.Trim('"') is { Length: > 0 } bare ? bare : null;

    private static DateTimeOffset Milliseconds(DateTime? time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            new DateTimeOffset((time ?? DateTime.UnixEpoch).ToUniversalTime()).ToUnixTimeMilliseconds()
        );

    private sealed record Page(IReadOnlyList<ImageListing> Listings, string? LastKey, ListObjectsV2Request? Next)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Listings.Count} listings");
    }
}
