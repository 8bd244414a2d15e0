using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Tags pictures with the keywords that people wrote into them, and tells when, where and with what they were taken. Free, and without a model.</summary>
/// <remarks>
/// IPTC keywords; XMP <c>dc:subject</c>, hierarchies of Lightroom, digiKam, Windows, MediaPro, ACDSee and the Metadata Working Group,
/// names of people (their regions and <c>PersonInImage</c>); EXIF <c>XPKeywords</c>. What is damaged does not lose the rest. One
/// label a keyword, whatever its case, with confidence 100. Facts (<see cref="TaggerResult.Facts"/>) come from EXIF, XMP and IPTC, from
/// what lies beside the picture where its source tells (<c>a.jpg.xmp</c>, <c>a.xmp</c>, Google Takeout's file), from its name and from the
/// file's time; so an answer is one for the listed picture alone, not for others of the same content. Threads may share it; it need
/// not be disposed.
/// </remarks>
public sealed class MetadataTagger : ITagger
{
    private const int MostParents = 64;
    private const int MostBytesBeside = 16 << 20;
    private const int MostBytesOfBeginning = 256 << 10;
    private const int MostBytesOfPart = 1 << 20;

    private readonly MetadataTaggerOptions _options;
    private readonly BoundedReader _reader;

    /// <summary>A tagger for keywords.</summary>
    /// <param name="options">Which keywords; null for the defaults.</param>
    /// <param name="timeProvider">The clock that ends a reading; null for the system's.</param>
    /// <exception cref="ImageTaggingException">An option is out of range.</exception>
    public MetadataTagger(MetadataTaggerOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options is null ? new() : options with { };
        Validate(_options);
        _reader = new(_options.Timeout, timeProvider ?? TimeProvider.System);
        var asked = string.Create(CultureInfo.InvariantCulture, $"5\n{_options.Hierarchies}");
        var settings = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..32];
        Info = new()
        {
            Name = _options.Name,
            Fingerprint = new(settings, 0, _options.MaxLabels),
            IsAuthored = true,
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <inheritdoc />
    /// <remarks>
    /// Of pictures that lie far away it reads the beginning alone, up to 256 KiB, and one part more of up to 1 MiB where that says that
    /// there is something behind it; unless another tagger read all of it.
    /// </remarks>
    public bool ReadsBytes(ImageToTag image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return !image.Source.PrefersBeginnings;
    }

    /// <inheritdoc />
    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var bytes =
            image.HasBytes || ReadsBytes(image)
                ? await image.GetBytesAsync(cancellationToken).ConfigureAwait(false)
                : await image.GetBeginningAsync(MostBytesOfBeginning, cancellationToken).ConfigureAwait(false);
        try
        {
            var file = await BesideAsync(image, bytes, cancellationToken).ConfigureAwait(false);
            var read = await _reader
                .ReadAsync(file, isWhole: bytes.Length >= image.Listing.Size, cancellationToken)
                .ConfigureAwait(false);
            if (Behind(bytes.Length, image.Listing.Size, read.Content) is var (from, most))
            {
                var part = await image.GetPartAsync(from, most, cancellationToken).ConfigureAwait(false);
                read = part.IsEmpty
                    ? read
                    : await _reader
                        .ReadAsync(file with { Part = part, PartFrom = from }, isWhole: false, cancellationToken)
                        .ConfigureAwait(false);
            }

            var (keywords, facts, lost) = read;
            return new()
            {
                Labels = Labels(keywords),
                Facts = facts,
                // Its name and what lies beside it are no part of its content.
                IsListedContent = false,
                Warning = lost is null ? null : $"Not all of the metadata could be read: {lost}.",
            };
        }
        catch (UnreadableMetadataException fault)
        {
            throw new ImageTaggingException(fault.Message, fault.InnerException)
            {
                // The machine may have been busy; whatever keeps it so is not over in a moment.
                Kind = fault.IsLate ? FailureKind.Transient : FailureKind.Refused,
                RetryAfter = fault.IsLate ? TimeSpan.FromHours(1) : null,
                Code = fault.Code,
                Image = image.Name,
                Tagger = Info.Name,
            };
        }
    }

    // Some programs write what they know behind the pixels. One more part is read where the beginning says which.
    private static (long From, int Most)? Behind(long there, long size, ImageContent? content)
    {
        if (there >= size || content?.Missing is not var (from, to))
        {
            return null;
        }

        if (content.MissesEnd)
        {
            (from, to) = (Math.Max(there, size - MostBytesOfBeginning), size);
        }

        to = Math.Min(to, Math.Min(size, from + MostBytesOfPart));
        return from < to ? (from, (int)(to - from)) : null;
    }

    private static async ValueTask<PhotoFile> BesideAsync(
        ImageToTag image,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        var key = image.Listing.Key;
        var sidecars = new List<ReadOnlyMemory<byte>>();
        foreach (var name in PhotoNames.SidecarsOf(key, image.Listing.Companions ?? []))
        {
            if (
                (await Read(name).ConfigureAwait(false) ?? await Read(PhotoNames.InCapitals(name)).ConfigureAwait(false)) is
                { } sidecar
            )
            {
                sidecars.Add(sidecar);
            }
        }

        ReadOnlyMemory<byte>? takeout = null;
        if (image.Listing.Beside is not { Count: 0 })
        {
            foreach (var name in PhotoNames.TakeoutsOf(key))
            {
                takeout ??= await Read(name).ConfigureAwait(false);
            }
        }

        return new()
        {
            Name = key,
            Content = bytes,
            Sidecars = sidecars,
            Takeout = takeout,
            ModifiedAt = image.Listing.ModifiedAt,
        };

        ValueTask<ReadOnlyMemory<byte>?> Read(string name) =>
            image.Listing.Beside?.Contains(name) == false
                ? new((ReadOnlyMemory<byte>?)null)
                : image.Source.ReadBesideAsync(image.Listing, name, MostBytesBeside, cancellationToken);
    }

    private List<ImageLabel> Labels(IReadOnlyList<Keyword?> keywords)
    {
        var labels = new Dictionary<string, ImageLabel>(StringComparer.OrdinalIgnoreCase);
        foreach (var keyword in keywords.OfType<Keyword>())
        {
            var above = _options.Hierarchies ? keyword.Above : [];
            if (labels.TryGetValue(keyword.Name, out var known))
            {
                var parents = known.Parents.Concat(above).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostParents);
                labels[keyword.Name] = known with { Parents = [.. parents] };
            }
            else if (labels.Count < _options.MaxLabels)
            {
                labels.Add(
                    keyword.Name,
                    new()
                    {
                        Name = keyword.Name,
                        Confidence = 100,
                        Parents = [.. above],
                    }
                );
            }
        }

        return [.. labels.Values];
    }

    private static void Validate(MetadataTaggerOptions options)
    {
        if (Faults(options) is { Count: > 0 } faults)
        {
            throw new ImageTaggingException("Metadata tagger: " + string.Join("; ", faults) + ".")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }

    /// <summary>Every fault of options, without its full stop.</summary>
    internal static IReadOnlyList<string> Faults(MetadataTaggerOptions options)
    {
        var faults = new List<string>();
        if (!TaggerName.IsOne(options.Name))
        {
            faults.Add("Name must be of lower-case letters, digits, '-' and '.'");
        }

        if (options.MaxLabels is < 1 or > 1000)
        {
            faults.Add("MaxLabels must be 1 to 1,000");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(10) || options.Timeout > TimeSpan.FromHours(1))
        {
            faults.Add("Timeout must be 10 ms to an hour");
        }

        return faults;
    }
}
