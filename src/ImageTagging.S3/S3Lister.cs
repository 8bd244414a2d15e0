using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageTagging.S3;

/// <summary>Pages through a bucket, one page ahead of who reads.</summary>
internal sealed class S3Lister(IAmazonS3 client, S3SourceOptions options, ImageScope scope, TimeProvider time)
{
    // Deleted versions may fill pages without a key; at a thousand a page these are a million of them in a row.
    private const int MaxEmptyPages = 1_000;
    private const int UsualPage = 1_000;
    private const int MaxETag = 256;

    private static readonly ImageFailureReason s_archived = new(
        FailureKind.NeedsRestore,
        ErrorCodes.Archived,
        "The object is archived and must be restored before it can be tagged."
    );

    public RequestPayer? Payer => options.RequesterPays ? RequestPayer.Requester : null;

    /// <param name="range">The range.</param>
    /// <param name="other">Told each key of it whose ending is none of those that are asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        Action<string> other,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (first, listing) = await FirstAsync(range, stop.Token).ConfigureAwait(false);
        Task<Page>? ahead = PageAsync(listing, stop.Token);
        Page? before = null;
        try
        {
            if (first is not null)
            {
                yield return FilesBeside.Of((await OrNoneAsync(ahead).ConfigureAwait(false))?.Beside).Told(first);
            }

            while (ahead is not null)
            {
                var page = await ahead.ConfigureAwait(false);
                ahead = page.Next is null ? null : PageAsync(page.Next, stop.Token);
                var files = FilesBeside.Of(before?.Beside, page.Beside);
                var isNextKnown = ahead is null;
                foreach (var key in page.Others)
                {
                    if (range.Contains(key))
                    {
                        other(key);
                    }
                }

                foreach (var entry in page.Entries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!isNextKnown && entry is ImageListing last && FilesBeside.MayFollow(last.Key, page.LastKey))
                    {
                        // Only of the last pictures of a page may files be on the next.
                        isNextKnown = true;
                        files = FilesBeside.Of(
                            before?.Beside,
                            page.Beside,
                            (await OrNoneAsync(ahead!).ConfigureAwait(false))?.Beside
                        );
                    }

                    var key = entry switch
                    {
                        ImageListing image => image.Key,
                        ListingExclusion video => video.Key!,
                        _ => ((ListingGap)entry).Prefix,
                    };
                    if (range.Before is not null && KeyOrder.Compare(key, range.Before) >= 0)
                    {
                        yield break;
                    }

                    // A store that ignores where to start gives what was asked for by itself once more.
                    if (KeyOrder.Compare(key, range.From) is var order && (order > 0 || (order == 0 && first is null)))
                    {
                        yield return entry is ImageListing picture ? files.Told(picture) : entry;
                    }
                }

                before = page;

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

    // A page's fault is told in its place.
    private static async Task<Page?> OrNoneAsync(Task<Page> page)
    {
        await ((Task)page).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return page.IsCompletedSuccessfully ? await page.ConfigureAwait(false) : null;
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
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        if (
            head.ChecksumType != ChecksumType.COMPOSITE
            && Convert.TryFromBase64String(head.ChecksumSHA256 ?? "", sha256, out var length)
            && length == sha256.Length
        )
        {
            contents = [ContentId.FromSha256(sha256), .. contents];
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
    public async ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken) =>
        key.Length == 0 ? null : await SingleAsync(key, anySuffix: true, cancellationToken).ConfigureAwait(false);

    // S3 starts a listing behind a key, never at it: the first key of a range is asked for by itself.
    private async Task<(ImageListing? First, Ask Listing)> FirstAsync(KeyRange range, CancellationToken cancellationToken)
    {
        var prefix = options.Prefix ?? "";
        if (range.From.Length == 0 || range.From == prefix)
        {
            return (null, new(prefix));
        }

        if (range == KeyRange.WithPrefix(range.From))
        {
            return (null, new(range.From));
        }

        if (range.From[^1] == '\0')
        {
            return (null, new(prefix, range.From[..^1]));
        }

        var first = await SingleAsync(range.From, anySuffix: false, cancellationToken).ConfigureAwait(false);
        return (first, new(prefix, range.From));
    }

    // Of the keys that start with a key it is the first; its page may be a later one.
    private async Task<ImageListing?> SingleAsync(string key, bool anySuffix, CancellationToken cancellationToken)
    {
        for (var ask = new Ask(key) { MaxKeys = 1 }; ask is not null; )
        {
            var page = await PageAsync(ask, cancellationToken, anySuffix).ConfigureAwait(false);
            var found = page.Entries.OfType<ImageListing>().FirstOrDefault(l => l.Key == key);
            if (found is not null || (page.LastKey is not null && KeyOrder.Compare(page.LastKey, key) >= 0))
            {
                return found;
            }

            ask = page.Next;
        }

        return null;
    }

    private async Task<Page> PageAsync(Ask ask, CancellationToken cancellationToken, bool anySuffix = false)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = options.Bucket,
            Prefix = ask.Prefix.Length == 0 ? null : ask.Prefix,
            StartAfter = ask.After,
            ContinuationToken = ask.Token,
            MaxKeys = ask.MaxKeys,
            // XML cannot hold every character that a key can.
            Encoding = EncodingType.Url,
            RequestPayer = Payer,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            OptionalObjectAttributes = ["RestoreStatus"],
        };
        try
        {
            var listedAt = time.GetUtcNow();
            var answer = await StoreCall
                .WithinAsync(token => client.ListObjectsV2Async(request, token), time, cancellationToken)
                .ConfigureAwait(false);
            // Any well-formed page would pass for an empty bucket, and all its pictures for gone.
            if (answer.Name is null && answer.IsTruncated is null)
            {
                throw S3Faults.OfAnswer(options);
            }

            var encoded = answer.Encoding == EncodingType.Url;
            var objects = answer.S3Objects ?? [];
            var entries = new List<SourceEntry>(objects.Count);
            var others = new List<string>();
            List<(string, string)>? beside = null;
            var last = ask.Floor;
            foreach (var item in objects)
            {
                if (!ListedKey.TryRead(item.Key, encoded, out var key))
                {
                    throw S3Faults.OfAnswer(options);
                }

                if (key.Fault is null)
                {
                    // Whoever compares two lists needs both in order; what came too late would be taken for gone.
                    if (last is not null && KeyOrder.Compare(last, key.Text) >= 0)
                    {
                        // A store that ignores where to start tells nothing more when it is asked whether the end is one.
                        return ask.IsAfterEnd && entries.Count == 0 && last == ask.Floor
                            ? new Page(entries, others, beside, last, Next: null)
                            : throw S3Faults.OutOfOrder(options, last, key.Text);
                    }

                    last = key.Text;
                }

                if (Entry(key, item, last, listedAt, anySuffix) is { } entry)
                {
                    entries.Add(entry);
                }
                else if (key.Fault is null && ImageFiles.IsMoving(key.Text))
                {
                    // A picture may bring it along.
                    entries.Add(new ListingExclusion(ExclusionKind.Video, 1) { Key = key.Text });
                }
                // "Folders" are empty objects that end in a slash.
                else if (!(item.Size == 0 && key.Text.EndsWith('/')))
                {
                    others.Add(key.Text);
                    if (key.Fault is null && FilesBeside.IsOne(key.Text))
                    {
                        (beside ??= []).Add((key.Text, string.Create(CultureInfo.InvariantCulture, $"{item.ETag} {item.Size}")));
                    }
                }
            }

            return new(entries, others, beside, last, Next(ask, answer, objects.Count, last));
        }
        catch (Exception fault) when (S3Faults.IsKnown(fault))
        {
            throw S3Faults.OfBucket(fault, options, client.Config.RegionEndpoint?.SystemName);
        }
        catch (Exception fault) when (S3Faults.IsUnreadable(fault))
        {
            throw S3Faults.OfAnswer(options, fault);
        }
    }

    // Taken for the end, a page that is none makes all that follows count as gone. So a page is the last only where the store says so
    // and nothing speaks against it: a token for more, or a page so full that more may follow. In doubt it is asked once more, and
    // only a page without keys is the end. A page that says there is more, and not how to go on, is gone on from by its last key.
    private Ask? Next(Ask ask, ListObjectsV2Response answer, int objects, string? last)
    {
        var given = answer.NextContinuationToken is { Length: > 0 } told ? told : null;
        var token = given == ask.Token ? null : given;
        var saysEnd = answer.IsTruncated == false || (answer.IsTruncated is null && given is null && objects == 0);
        var isFull = objects >= (answer.MaxKeys is > 0 and var most ? most : ask.MaxKeys ?? UsualPage);
        if (saysEnd && token is null && (objects == 0 || last is null || (given is null && !isFull)))
        {
            return null;
        }

        var empty = objects == 0 ? ask.EmptyPages + 1 : 0;
        if (token is not null && empty < MaxEmptyPages)
        {
            return ask with { Token = token, Floor = last, EmptyPages = empty, IsAfterEnd = false };
        }

        return objects > 0 && last is not null
            ? ask with
            {
                After = last,
                Token = null,
                Floor = last,
                EmptyPages = 0,
                IsAfterEnd = saysEnd,
            }
            : throw S3Faults.OfAnswer(options);
    }

    private SourceEntry? Entry(ListedKey key, S3Object item, string? last, DateTimeOffset listedAt, bool anySuffix)
    {
        if (!anySuffix && !scope.HasSuffix(key.Text))
        {
            return null;
        }

        var fault = key.Fault ?? (item.Size is null or < 0 ? "The store does not tell the object's size." : null);
        return fault is not null
                ? new ListingGap(last is not null && KeyOrder.Compare(key.Text, last) < 0 ? last : key.Text, fault)
            : item.Size == 0 && key.Text.EndsWith('/') ? null
            : Describe(key.Text, item, listedAt);
    }

    private ImageListing Describe(string key, S3Object item, DateTimeOffset listedAt)
    {
        var etag = Bare(item.ETag);
        var size = item.Size!.Value;
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

    // What could not go back to the store in a header is no name of a version.
    private static string? Bare(string? etag) =>
        etag?.Trim('"') is { Length: > 0 and <= MaxETag } bare && bare.All(c => c is > ' ' and < '\u007F' and not '"')
            ? bare
            : null;

    private static DateTimeOffset Milliseconds(DateTime? time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            new DateTimeOffset((time ?? DateTime.UnixEpoch).ToUniversalTime()).ToUnixTimeMilliseconds()
        );

    /// <summary>A page to ask for.</summary>
    /// <param name="Prefix">What its keys start with.</param>
    /// <param name="After">The key that they come behind; null from the first.</param>
    private sealed record Ask(string Prefix, string? After = null)
    {
        /// <summary>The store's own word for where to go on.</summary>
        public string? Token { get; init; }

        public int? MaxKeys { get; init; }

        /// <summary>The last key of the pages before, which every key must come behind.</summary>
        public string? Floor { get; init; }

        /// <summary>How many pages in a row had no key.</summary>
        public int EmptyPages { get; init; }

        /// <summary>True if it asks for what follows a page that said it was the last.</summary>
        public bool IsAfterEnd { get; init; }
    }

    private sealed record Page(
        IReadOnlyList<SourceEntry> Entries,
        IReadOnlyList<string> Others,
        IReadOnlyList<(string Key, string State)>? Beside,
        string? LastKey,
        Ask? Next
    )
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Entries.Count} entries");
    }
}
