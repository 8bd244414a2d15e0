using System.Globalization;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>Brings a picture's bytes into the form that the service takes, or says why that cannot be.</summary>
internal sealed class ImageEncoder(string tagger, ServiceLimits limits, IImageCodec? codec)
{
    public async ValueTask<EncodedImage> GetAsync(ImageToTag image, CancellationToken cancellationToken)
    {
        if (codec is null && image.Listing.Size > limits.MaxBytes)
        {
            throw TooLong(image, image.Listing.Size);
        }

        var bytes = await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            throw Refused(image, ErrorCodes.EmptyImage, "The picture is empty.");
        }

        var facts = ImageHeader.Read(bytes.Span);
        if (facts is not null && Math.Max(facts.Width, facts.Height) <= ServiceLimits.MaxSide && bytes.Length <= limits.MaxBytes)
        {
            return WithinSides(image, new(bytes, facts), facts);
        }

        if (codec is null)
        {
            throw facts is null
                ? Refused(
                    image,
                    "InvalidImageFormatException",
                    "The picture is neither a JPEG nor a PNG that can be read. With ImageTagging.Imaging registered, other types are converted."
                )
            : bytes.Length > limits.MaxBytes ? TooLong(image, bytes.Length)
            : Refused(
                image,
                "ImageTooLargeException",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The picture has {facts.Width} × {facts.Height} pixels, and Rekognition takes {ServiceLimits.MaxSide} a side. With ImageTagging.Imaging registered, it is resized."
                )
            );
        }

        var own = facts ?? codec.Probe(bytes);
        WithinSides(image, null, own);
        var encoded = await codec
            .EncodeAsync(
                bytes,
                new()
                {
                    MaxSide = Math.Max(own.Width, own.Height) > ServiceLimits.MaxSide ? ServiceLimits.MaxSide : 0,
                    MaxBytes = limits.MaxBytes,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (encoded.Content.Length > limits.MaxBytes || encoded.Content.IsEmpty)
        {
            throw Refused(image, "ImageTooLargeException", "The picture cannot be brought under the service's limit.");
        }

        WithinSides(image, encoded, encoded.Facts);
        return new(encoded.Content, own);
    }

    /// <summary>An object that is too long to be read by reference, where no codec can make it shorter.</summary>
    public void CheckObject(ImageToTag image)
    {
        if (image.Listing.Size == 0)
        {
            throw Refused(image, ErrorCodes.EmptyImage, "The picture is empty.");
        }

        if (codec is null && image.Listing.Size > ServiceLimits.MaxObjectBytes)
        {
            throw Refused(
                image,
                "ImageTooLargeException",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The object has {image.Listing.Size} bytes, and Rekognition reads {ServiceLimits.MaxObjectBytes}. With ImageTagging.Imaging registered, it is sent resized."
                )
            );
        }
    }

    private EncodedImage WithinSides(ImageToTag image, EncodedImage? encoded, ImageFacts facts) =>
        Math.Min(facts.Width, facts.Height) >= limits.MinSide
            ? encoded!
            : throw Refused(
                image,
                "ImageTooSmall",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The picture has {facts.Width} × {facts.Height} pixels, and Rekognition takes no side under {limits.MinSide}."
                )
            );

    private ImageTaggingException TooLong(ImageToTag image, long bytes) =>
        Refused(
            image,
            "ImageTooLargeException",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The picture has {bytes} bytes, and Rekognition takes {limits.MaxBytes}. With ImageTagging.Imaging registered, it is resized."
            )
        );

    private ImageTaggingException Refused(ImageToTag image, string code, string message) =>
        new(message)
        {
            Kind = FailureKind.Refused,
            Code = code,
            Image = image.Name,
            Tagger = tagger,
        };
}
