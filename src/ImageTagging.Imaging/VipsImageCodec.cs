using ImageTagging.Imaging.External;
using Microsoft.Extensions.Logging;
using NetVips;

namespace ImageTagging.Imaging;

/// <summary>Decodes and encodes pictures with libvips, bounded in bytes, pixels, memory and time.</summary>
/// <remarks>
/// JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PSD, TGA, ICO, PBM, PGM and PPM and, where the system has libheif with a decoder for HEVC, HEIC, told apart by content. Of an animation the first picture
/// counts, of a video, JPEG XL and JPEG 2000 what the system's ffmpeg makes of it, of a camera's raw file (DNG, CR2, CR3, NEF, ARW, RAF, ORF, RW2, PEF) the largest preview in it. Threads may share it. Needs a native package beside it: NetVips.Native, or the one of the platform.
/// </remarks>
public sealed class VipsImageCodec : IImageCodec
{
    private readonly VipsOperation _operation;
    private readonly ImagingOptions _options;
    private readonly TimeProvider _time;

    /// <summary>A codec with these bounds.</summary>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="logger">Where libvips's own warnings go, at debug level; null to drop them.</param>
    /// <param name="timeProvider">The clock that ends a decode; null for the system's.</param>
    /// <exception cref="ImageTaggingException">An option is out of range, or the native library is not there.</exception>
    public VipsImageCodec(
        ImagingOptions? options = null,
        ILogger<VipsImageCodec>? logger = null,
        TimeProvider? timeProvider = null
    )
    {
        _options = options ?? new();
        if (_options.Validate() is { Count: > 0 } faults)
        {
            throw new ImageTaggingException($"Imaging: {string.Join("; ", faults)}.") { Code = ErrorCodes.InvalidOptions };
        }

        VipsRuntime.Ensure();
        VipsRuntime.LogTo(logger);
        _time = timeProvider ?? TimeProvider.System;
        _operation = new(_options.Timeout, _time, logger);
    }

    /// <inheritdoc />
    public ImageFacts Probe(ReadOnlyMemory<byte> content)
    {
        using var ending = new CancellationTokenSource(_options.Timeout, _time);
        VipsHeader.Header header;
        try
        {
            header = VipsHeader.Read(Checked(content), _options, ending.Token);
        }
        catch (OperationCanceledException fault)
        {
            throw Faults.TimedOut(_options.Timeout, fault);
        }

        return header.Facts with
        {
            MediaType = header.MediaType,
        };
    }

    /// <inheritdoc />
    public ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        EncodeRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Quality, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Quality, 100, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxSide, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxBytes, nameof(request));
        return EncodeAsync(content, new VipsEncoder(request), cancellationToken);
    }

    /// <summary>Decodes a picture into upright RGB pixels of a given size, reading no more of it than that size needs.</summary>
    /// <param name="content">The encoded picture.</param>
    /// <param name="request">Size and fit.</param>
    /// <param name="pixels">Where the pixels go; at least <see cref="PixelRequest.Length"/> bytes. Transparency is laid over white.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Where the picture lies in the pixels.</returns>
    /// <exception cref="ImageTaggingException">The picture cannot be decoded within the bounds (<see cref="FailureKind.Refused"/>).</exception>
    public async ValueTask<PixelPlacement> DecodeAsync(
        ReadOnlyMemory<byte> content,
        PixelRequest request,
        Memory<byte> pixels,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Width, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Height, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Width, 16_384, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Height, 16_384, nameof(request));
        if (pixels.Length < request.Length)
        {
            throw new ArgumentException($"The pixels need {request.Length} bytes.", nameof(pixels));
        }

        var (held, mediaType) = await RunAsync(
                content,
                (header, picture, facts) =>
                    DecodeCost.OfDecoding(facts, header, picture.Length, request.Width, request.Height)
                    + DecodeCost.OfMaking(null, (long)request.Width * request.Height, header),
                (bytes, facts, strictness, running) => VipsPixels.Decode(bytes, facts, request, strictness, running),
                cancellationToken
            )
            .ConfigureAwait(false);
        using var decoded = held;
        decoded.Value.CopyTo(pixels.Span[..request.Length]);
        var placement = decoded.Value.Placement;
        return placement with { Facts = placement.Facts with { MediaType = mediaType } };
    }

    /// <summary>The picture's perceptual hash, by which copies are found.</summary>
    /// <param name="content">The picture's bytes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ImageTaggingException">The picture cannot be decoded within the bounds (<see cref="FailureKind.Refused"/>).</exception>
    public async ValueTask<PerceptualHash> HashAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        const int side = 64;
        var rgb = new byte[side * side * 3];
        await DecodeAsync(content, new(side, side), rgb, cancellationToken).ConfigureAwait(false);
        return PerceptualHash.FromPixels(rgb, side);
    }

    async ValueTask<PerceptualHash?> IImageCodec.LookAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await HashAsync(content, cancellationToken).ConfigureAwait(false);

    private async ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        VipsEncoder encoder,
        CancellationToken cancellationToken
    )
    {
        var (held, _) = await RunAsync(
                content,
                (header, picture, facts) => encoder.Cost(header, facts, picture),
                encoder.Encode,
                cancellationToken
            )
            .ConfigureAwait(false);
        using var encoded = held;
        return encoded.Value;
    }

    // The header first, then the pixels, each within the memory that it needs: who held the one and waited for the other could
    // wait for somebody who does the same.
    private async ValueTask<(VipsOperation.Held<T> Result, string MediaType)> RunAsync<T>(
        ReadOnlyMemory<byte> content,
        Func<Image, ReadOnlyMemory<byte>, ImageFacts, long> cost,
        Func<ReadOnlyMemory<byte>, ImageFacts, string, VipsOperation.Running, T> work,
        CancellationToken cancellationToken
    )
    {
        Checked(content);
        var outside = ExternalKind.Of(ImageType.Sniff(content.Span), content.Span) is null ? 0 : Ffmpeg.Memory;
        var share = await EnterAsync(DecodeCost.OfHeader(content.Length) + outside, cancellationToken).ConfigureAwait(false);
        VipsHeader.Header header;
        using (
            var read = await _operation
                .RunAsync(running => ReadHeader(content, cost, running), share, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            header = read.Value;
        }

        share = await EnterAsync(header.Cost, cancellationToken).ConfigureAwait(false);
        var result = await _operation
            .RunAsync(running => PlainImage.Run(header.Content, header.Facts, running, work), share, cancellationToken)
            .ConfigureAwait(false);
        return (result, header.MediaType);
    }

    private VipsHeader.Header ReadHeader(
        ReadOnlyMemory<byte> content,
        Func<Image, ReadOnlyMemory<byte>, ImageFacts, long> cost,
        VipsOperation.Running running
    )
    {
        try
        {
            return VipsHeader.Read(content, _options, running.Token, cost);
        }
        catch (OperationCanceledException fault)
        {
            throw running.Ended(fault) ?? fault;
        }
    }

    private ValueTask<DecodeMemory.Share> EnterAsync(long bytes, CancellationToken cancellationToken) =>
        bytes <= _options.MaxMemory
            ? DecodeMemory.OfProcess.EnterAsync(bytes, _options.MaxMemory, cancellationToken)
            : throw Faults.TooMuchMemory(bytes, _options.MaxMemory);

    private ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> content) =>
        content.Length <= _options.MaxBytes
            ? content
            : throw Faults.Refused(
                ErrorCodes.TooManyBytes,
                $"The picture has {content.Length} bytes, more than the {_options.MaxBytes} allowed."
            );
}
