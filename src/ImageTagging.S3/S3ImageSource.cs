using System.Globalization;
using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageTagging.S3;

/// <summary>A bucket of Amazon S3, or of a store that speaks like it, as a source of pictures.</summary>
/// <remarks>
/// Lists with ListObjectsV2, whose keys come in the order of their UTF-8 bytes (Amazon S3 API reference). Threads may share it.
/// A client that was given is never disposed, one that was made here is disposed with the source.
/// </remarks>
public sealed class S3ImageSource : IWritableImageSource, IRegionalImageSource, IDisposable
{
    private readonly IAmazonS3 _client;
    private readonly bool _ownsClient;
    private readonly S3SourceOptions _options;
    private readonly S3Lister _lister;
    private readonly S3DirectReader _direct;
    private readonly S3Exclusions _exclusions;
    private readonly TimeProvider _time;

    /// <summary>A source over a client of the host's.</summary>
    /// <param name="client">The client; not disposed here.</param>
    /// <param name="options">Which bucket and what of it; the client's own region and address count.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are faulty.</exception>
    public S3ImageSource(IAmazonS3 client, S3SourceOptions options, TimeProvider? time = null)
        : this(client ?? throw new ArgumentNullException(nameof(client)), ownsClient: false, options, time) { }

    /// <summary>A source with a client of its own, its credentials from the default chain.</summary>
    /// <param name="options">Which bucket, what of it, and how it is reached.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are faulty, or no region is known.</exception>
    public S3ImageSource(S3SourceOptions options, TimeProvider? time = null)
        : this(S3Clients.Create(Checked(options)), ownsClient: true, options, time) { }

    private S3ImageSource(IAmazonS3 client, bool ownsClient, S3SourceOptions options, TimeProvider? time)
    {
        (_client, _ownsClient, _options) = (client, ownsClient, Checked(options));
        if (
            BucketName.RegionOf(options.Bucket) is { } right
            && client.Config is AmazonS3Config { UseArnRegion: false, RegionEndpoint: { } region }
            && region.SystemName != right
        )
        {
            throw new ImageTaggingException(
                $"The access point is in {right}, and the client was made for {region.SystemName}; make it for {right}, or set its UseArnRegion."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        Name = "s3://" + options.Bucket;
        Scope = new() { Range = KeyRange.WithPrefix(options.Prefix ?? ""), Suffixes = [.. options.Suffixes] };
        _time = time ?? TimeProvider.System;
        _lister = new(client, options, Scope, _time);
        _direct = new(client, options);
        _exclusions = new(options);
        IsReadableByReference =
            AmazonHosts.IsAmazons(client.Config is { } config ? config.ServiceURL : options.ServiceUrl)
            && !BucketName.IsAccessPoint(options.Bucket);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ImageScope Scope { get; }

    /// <summary>The bucket's name, or the access point's alias or ARN.</summary>
    public string Bucket => _options.Bucket;

    /// <inheritdoc />
    public string? Region =>
        BucketName.RegionOf(_options.Bucket) ?? _client.Config?.RegionEndpoint?.SystemName ?? _options.Region;

    /// <inheritdoc />
    /// <remarks>
    /// False where the client's address, be it from the options, the environment or a profile, is not Amazon's; and for access points:
    /// services take no ARN for a bucket, and are not promised to take an alias.
    /// </remarks>
    public bool IsReadableByReference { get; }

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEntry> ListAsync(KeyRange range, CancellationToken cancellationToken = default) =>
        _exclusions.WithoutAsync(other => _lister.ListAsync(Scope.Range.Intersect(range), other, cancellationToken));

    /// <inheritdoc />
    public async ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_exclusions.Of(key) is not null)
        {
            return null;
        }

        if (!IsPlain(key))
        {
            return await _lister.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var request = new GetObjectMetadataRequest
            {
                BucketName = _options.Bucket,
                Key = key,
                ChecksumMode = ChecksumMode.ENABLED,
                RequestPayer = _lister.Payer,
                ExpectedBucketOwner = _options.ExpectedBucketOwner,
            };
            var head = await StoreCall
                .WithinAsync(token => _client.GetObjectMetadataAsync(request, token), _time, cancellationToken)
                .ConfigureAwait(false);
            return _lister.Describe(key, head);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound && fault.ErrorCode != "NoSuchBucket")
        {
            return await FindInListingAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (S3Faults.IsKnown(fault))
        {
            throw S3Faults.OfObject(fault, _options, new(Name, key), "HEAD");
        }
        catch (Exception fault) when (S3Faults.IsUnreadable(fault))
        {
            throw S3Faults.OfAnswer(_options, fault, new(Name, key));
        }
    }

    /// <inheritdoc />
    public async ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        await OpenAsync(image, range: null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public bool PrefersBeginnings => true;

    /// <inheritdoc />
    /// <remarks>One request for a range of bytes; the rest of the object is neither sent nor paid for.</remarks>
    public async ValueTask<Stream> OpenBeginningAsync(
        ImageListing image,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        var range = mostBytes < image.Size ? new ByteRange(0, mostBytes - 1) : null;
        return await OpenAsync(image, range, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <remarks>One request for a range of bytes.</remarks>
    public async ValueTask<Stream?> OpenPartAsync(
        ImageListing image,
        long from,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        var stream = await OpenAsync(image, new ByteRange(from, from + mostBytes - 1), cancellationToken).ConfigureAwait(false);
        if (stream.IsPart)
        {
            return stream;
        }

        // A store that knows no ranges sends all of it.
        await stream.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc />
    /// <remarks>One request, and none where the listing did not show the file, or nobody listed.</remarks>
    /// <exception cref="ImageTaggingException">The store does not give it now.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadBesideAsync(
        ImageListing image,
        string key,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        if (image.Beside?.Contains(key) != true)
        {
            return null;
        }

        try
        {
            var file = new ImageListing
            {
                Key = key,
                Location = "",
                Size = 0,
                ModifiedAt = default,
            };
            var stream = await OpenAsync(file, range: null, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (stream.Length > mostBytes)
                {
                    return null;
                }

                var bytes = new byte[Math.Max(0, stream.Length)];
                var read = await stream
                    .ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return bytes.AsMemory(0, read);
            }
        }
        catch (ImageTaggingException fault)
            when (fault.Kind is FailureKind.Gone or FailureKind.Refused or FailureKind.NeedsRestore)
        {
            return null;
        }
        catch (IOException fault)
        {
            throw S3Faults.OfObject(fault, _options, new(Name, key), "GET");
        }
    }

    private async ValueTask<S3ObjectStream> OpenAsync(ImageListing image, ByteRange? range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Unreadable is { } reason)
        {
            throw new ImageTaggingException(reason.Message)
            {
                Kind = reason.Kind,
                Code = reason.Code,
                Image = new(Name, image.Key),
            };
        }

        try
        {
            var answer = await StoreCall
                .WithinAsync(
                    token =>
                        S3DirectReader.Takes(image.Key)
                            ? _direct.GetAsync(image, range, token)
                            : _client.GetObjectAsync(
                                new GetObjectRequest
                                {
                                    BucketName = _options.Bucket,
                                    Key = image.Key,
                                    VersionId = image.VersionId,
                                    // The listed state or none: a picture that was replaced meanwhile is another picture.
                                    ByteRange = range,
                                    EtagToMatch = ETag(image),
                                    RequestPayer = _lister.Payer,
                                    ExpectedBucketOwner = _options.ExpectedBucketOwner,
                                },
                                token
                            ),
                    _time,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new S3ObjectStream(answer, _time);
        }
        catch (Exception fault) when (S3Faults.IsKnown(fault))
        {
            throw S3Faults.OfObject(fault, _options, new(Name, image.Key), "GET");
        }
        catch (Exception fault) when (S3Faults.IsUnreadable(fault))
        {
            throw S3Faults.OfAnswer(_options, fault, new(Name, image.Key));
        }
    }

    /// <inheritdoc />
    public async ValueTask<ImageListing> WriteAsync(
        string key,
        Stream content,
        string mediaType,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        CheckKey(key);
        var name = new ImageName(Name, key);
        // The SDK wants to know the length, and to send it twice where a connection breaks.
        using var body = new MemoryStream();
        await content.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        body.Position = 0;
        try
        {
            await _client
                .PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = _options.Bucket,
                        Key = key,
                        InputStream = body,
                        AutoCloseStream = false,
                        ContentType = mediaType,
                        IfNoneMatch = "*",
                        RequestPayer = _lister.Payer,
                        ExpectedBucketOwner = _options.ExpectedBucketOwner,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            throw new ImageTaggingException("Another picture has this key already.", fault)
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.KeyTaken,
                Image = name,
                RequestId = fault.RequestId,
            };
        }
        catch (Exception fault) when (S3Faults.IsKnown(fault))
        {
            throw S3Faults.OfObject(fault, _options, name, "PUT");
        }
        catch (Exception fault) when (S3Faults.IsUnreadable(fault))
        {
            throw S3Faults.OfAnswer(_options, fault, name);
        }

        return await FindAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new ImageTaggingException("The picture was stored and is gone already.")
            {
                Kind = FailureKind.Gone,
                Code = ErrorCodes.NotFound,
                Image = name,
            };
    }

    /// <summary>Disposes the client where it was made here.</summary>
    public void Dispose()
    {
        _direct.Dispose();
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    /// <summary>The ETag that a listed object must have; null where none is known.</summary>
    internal static string? ETag(ImageListing image) =>
        image.Version is null ? null : "\"" + ImageVersion.OfPicture(image.Version) + "\"";

    // An answer to HEAD has no body: the same 404 may be a missing bucket's, or a proxy's that stands in for the store. A page of the
    // listing tells them apart; where it may not be read, the 404 has to do.
    private async ValueTask<ImageListing?> FindInListingAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _lister.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code is ErrorCodes.AccessDenied)
        {
            return null;
        }
    }

    // A key of other kinds is looked up in the listing: on its way into an address it may become another key.
    private static bool IsPlain(string key) => key.Length > 0 && key.Split('/').All(s => s is not ("" or "." or ".."));

    private static S3SourceOptions Checked(S3SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Validate() is { Count: > 0 } faults
            ? throw new ImageTaggingException(string.Join(" ", faults)) { Code = ErrorCodes.InvalidOptions }
            : options;
    }

    private void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var fault =
            key.Length == 0 ? "is empty"
            : Encoding.UTF8.GetByteCount(key) > 1024 ? "is longer than 1,024 bytes"
            : key.Any(char.IsControl) ? "holds control characters"
            : key.Split('/').Any(s => s is "" or "." or "..") ? "has an empty, '.' or '..' segment"
            : !key.StartsWith(_options.Prefix ?? "", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"lies outside the prefix '{_options.Prefix}'")
            : _exclusions.Of(key) is { } left ? $"is left out of this source ({left.Kind})"
            : null;
        if (fault is not null)
        {
            throw new ImageTaggingException($"A picture cannot be stored under this key: it {fault}.")
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.KeyRefused,
            };
        }
    }
}
