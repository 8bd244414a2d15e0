using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>
/// Tags pictures with the words of their folders' and files' names: <c>2008 Holiday in Greece/Santorini_3.jpg</c> is about a
/// holiday, Greece and Santorini. Free, and without reading the picture.
/// </summary>
/// <remarks>
/// Numbers, dates, hashes, cameras' names for files and stop words give nothing. Words are split at signs, at capital letters and at
/// digits; scripts without spaces give what stands together. Threads may share it; it need not be disposed.
/// </remarks>
public sealed class NameTagger : ITagger
{
    private readonly NameTaggerOptions _options;
    private readonly NameWords _words;

    /// <summary>A tagger for names.</summary>
    /// <param name="options">Which words; null for the defaults.</param>
    /// <exception cref="ImageTaggingException">An option is out of range; the message lists all faults.</exception>
    public NameTagger(NameTaggerOptions? options = null)
    {
        _options = options is null ? new() : options with { };
        Validate(_options);
        _words = new(_options.Ignore);
        var ignored = string.Join(' ', _options.Ignore.Select(i => i.ToUpperInvariant()).Order(StringComparer.Ordinal));
        var asked = string.Create(CultureInfo.InvariantCulture, $"{NameWords.Version}\n{_options.Confidence}\n{ignored}");
        Info = new()
        {
            Name = _options.Name,
            Fingerprint = new(
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..32],
                0,
                _options.MaxLabels
            ),
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <inheritdoc />
    public bool ReadsBytes(ImageToTag image) => false;

    /// <inheritdoc />
    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            new TaggerResult
            {
                Labels =
                [
                    .. _words
                        .Of(image.Listing.Key)
                        .Take(_options.MaxLabels)
                        .Select(w => new ImageLabel { Name = w, Confidence = _options.Confidence }),
                ],
                // The words are this name's: a copy in another folder has its own.
                IsListedContent = false,
            }
        );
    }

    private static void Validate(NameTaggerOptions options)
    {
        if (Faults(options) is { Count: > 0 } faults)
        {
            throw new ImageTaggingException("Name tagger: " + string.Join("; ", faults) + ".")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }

    /// <summary>Every fault of options, without its full stop.</summary>
    internal static IReadOnlyList<string> Faults(NameTaggerOptions options)
    {
        var faults = new List<string>();
        if (!TaggerName.IsOne(options.Name))
        {
            faults.Add("Name must be of lower-case letters, digits, '-' and '.'");
        }

        if (options.Confidence is not (>= 0 and <= 99))
        {
            faults.Add("Confidence must be 0 to 99");
        }

        if (options.MaxLabels is < 1 or > 100)
        {
            faults.Add("MaxLabels must be 1 to 100");
        }

        if (options.Ignore.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add("Ignore must not hold empty words");
        }

        return faults;
    }
}
