using ImageTagging.Rekognition.Tagging;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition;

/// <summary>Tags with DetectCustomLabels: labels of a model of one's own. One label a name, with a box for each sighting.</summary>
/// <remarks>Threads share it. The client is the caller's to dispose. The model must be running, and is billed by the hour.</remarks>
public sealed class RekognitionCustomLabelsTagger : ITagger
{
    private readonly IRekognitionClient _client;
    private readonly ImageSender _sender;
    private readonly DetectCustomLabelsRequest _request;

    /// <summary>A tagger over a client.</summary>
    /// <param name="client">The client; not disposed here.</param>
    /// <param name="options">What to ask. Read once.</param>
    /// <param name="codec">Resizes and converts what the service would refuse; null to refuse it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges (code <c>InvalidOptions</c>); all faults at once.</exception>
    public RekognitionCustomLabelsTagger(
        IRekognitionClient client,
        RekognitionCustomLabelsOptions options,
        IImageCodec? codec = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfFaulty();
        _client = client;
        _sender = new(options, ServiceLimits.Custom, codec, timeProvider ?? TimeProvider.System);
        _request = new()
        {
            Image = new(),
            ProjectVersionArn = options.ProjectVersionArn,
            MaxResults = options.MaxResults,
            MinConfidence = options.MinConfidence,
        };

        // Results of one name become one label, so their count does not tell whether some were cut: the limit is a setting.
        var settings = TaggerParts.Settings(
            "DetectCustomLabels",
            _request with
            {
                MinConfidence = null,
            },
            RekognitionJson.Default.DetectCustomLabelsRequest,
            options.MinConfidence is null ? "own thresholds" : "one threshold"
        );
        Info = TaggerParts.Info(options, ServiceLimits.Custom, new(settings, options.MinConfidence ?? 0, 0));
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
                (picture, token) => _client.DetectCustomLabelsAsync(_request with { Image = picture }, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new()
        {
            Labels =
            [
                .. Sightings.Merge(
                    answer.CustomLabels.Select(l => new Sighting(l.Name, l.Confidence, l.Geometry?.BoundingBox, []))
                ),
            ],
            Width = facts?.Width,
            Height = facts?.Height,
            IsListedContent = isListed,
        };
    }
}
