using ImageTagging.Rekognition.Tagging;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition;

/// <summary>Tags with DetectLabels: things, scenes and concepts with parents, aliases, categories and boxes; colours where asked for.</summary>
/// <remarks>Threads share it. The client is the caller's to dispose.</remarks>
public sealed class RekognitionLabelTagger : ITagger
{
    private static readonly ImageReference s_none = new();

    private readonly IRekognitionClient _client;
    private readonly ImageSender _sender;
    private readonly DetectLabelsRequest _request;
    private readonly double _minColorPercent;

    /// <summary>A tagger over a client.</summary>
    /// <param name="client">The client; not disposed here.</param>
    /// <param name="options">What to ask; null for the defaults. Read once.</param>
    /// <param name="codec">Resizes and converts what the service would refuse; null to refuse it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges (code <c>InvalidOptions</c>); all faults at once.</exception>
    public RekognitionLabelTagger(
        IRekognitionClient client,
        RekognitionLabelOptions? options = null,
        IImageCodec? codec = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new();
        options.ThrowIfFaulty();
        _client = client;
        _sender = new(options, ServiceLimits.Own, codec, timeProvider ?? TimeProvider.System);
        _minColorPercent = options.MinColorPercent;
        _request = Request(options);
        Info = TaggerParts.Info(options, ServiceLimits.Own, Fingerprint(options));
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <inheritdoc />
    public bool ReadsBytes(ImageToTag image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _sender.ReadsBytes(image);
    }

    /// <inheritdoc />
    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (answer, facts, isListed) = await _sender
            .SendAsync(
                image,
                (picture, token) => _client.DetectLabelsAsync(_request with { Image = picture }, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        var labels = new List<ImageLabel>(answer.Labels.Count);
        foreach (var label in answer.Labels)
        {
            if (TaggerParts.IsName(label.Name) && labels.Count < TaggerParts.MostLabels)
            {
                labels.Add(ToLabel(label));
            }
        }

        if (answer.ImageProperties is { } properties)
        {
            labels.AddRange(ColorLabels.Of(properties.DominantColors, _minColorPercent));
        }

        return new()
        {
            Labels = labels,
            ModelVersion = answer.LabelModelVersion,
            Width = facts?.Width,
            Height = facts?.Height,
            IsListedContent = isListed,
        };
    }

    private static ImageLabel ToLabel(RekognitionLabel label)
    {
        List<BoundingBox>? boxes = null;
        foreach (var instance in label.Instances)
        {
            if (instance.BoundingBox is { } box)
            {
                (boxes ??= []).Add(TaggerParts.ToBox(box, instance.Confidence));
            }
        }

        return new()
        {
            Name = label.Name,
            Confidence = TaggerParts.Percent(label.Confidence),
            Parents = TaggerParts.Names(label.Parents),
            Aliases = TaggerParts.Names(label.Aliases),
            Categories = TaggerParts.Names(label.Categories),
            Boxes = boxes ?? (IReadOnlyList<BoundingBox>)[],
        };
    }

    private static DetectLabelsRequest Request(RekognitionLabelOptions options)
    {
        var filters = new GeneralLabelsSettings
        {
            LabelInclusionFilters = TaggerParts.NullIfEmpty(options.IncludeLabels),
            LabelExclusionFilters = TaggerParts.NullIfEmpty(options.ExcludeLabels),
            LabelCategoryInclusionFilters = TaggerParts.NullIfEmpty(options.IncludeCategories),
            LabelCategoryExclusionFilters = TaggerParts.NullIfEmpty(options.ExcludeCategories),
        };
        var hasFilters = filters != new GeneralLabelsSettings();
        var colors = options.DominantColors > 0;
        return new()
        {
            Image = s_none,
            MaxLabels = options.Labels ? options.MaxLabels : null,
            MinConfidence = options.Labels ? options.MinConfidence : null,
            // Without colours the service's default is asked for by saying nothing, as most clients do.
            Features =
                !colors ? null
                : options.Labels ? ["GENERAL_LABELS", "IMAGE_PROPERTIES"]
                : ["IMAGE_PROPERTIES"],
            Settings =
                hasFilters || colors
                    ? new()
                    {
                        GeneralLabels = hasFilters ? filters : null,
                        ImageProperties = colors ? new() { MaxDominantColors = options.DominantColors } : null,
                    }
                    : null,
        };
    }

    // Colours come on top of the labels, so that a count of labels no longer tells whether more were cut: then the limit counts as
    // a setting like any other, and an answer serves only those who asked with the same.
    private static TaggerFingerprint Fingerprint(RekognitionLabelOptions options)
    {
        var request = Request(options) with { MinConfidence = null };
        return options.DominantColors == 0
            ? new(Hash(request with { MaxLabels = null }), options.MinConfidence, options.MaxLabels)
            : new(
                Hash(request, options.MinColorPercent.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
                options.Labels ? options.MinConfidence : 0,
                0
            );

        static string Hash(DetectLabelsRequest request, params string[] more) =>
            TaggerParts.Settings("DetectLabels", request, RekognitionJson.Default.DetectLabelsRequest, more);
    }
}
