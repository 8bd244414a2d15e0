using ImageTagging.Rekognition.Tagging;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition;

/// <summary>Tags with DetectText: the words (or lines) that stand in the picture, in the category <c>Text</c>, with a box for each sighting.</summary>
/// <remarks>Threads share it. The client is the caller's to dispose. The service finds up to 100 words.</remarks>
public sealed class RekognitionTextTagger : ITagger
{
    private static readonly IReadOnlyList<string> s_category = ["Text"];

    private readonly IRekognitionClient _client;
    private readonly ImageSender _sender;
    private readonly DetectTextRequest _request;
    private readonly TextUnit _unit;
    private readonly double _minConfidence;

    /// <summary>A tagger over a client.</summary>
    /// <param name="client">The client; not disposed here.</param>
    /// <param name="options">What to ask; null for the defaults. Read once.</param>
    /// <param name="codec">Resizes and converts what the service would refuse; null to refuse it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges (code <c>InvalidOptions</c>); all faults at once.</exception>
    public RekognitionTextTagger(
        IRekognitionClient client,
        RekognitionTextOptions? options = null,
        IImageCodec? codec = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new();
        options.ThrowIfFaulty();
        (_client, _unit, _minConfidence) = (client, options.Unit, options.MinConfidence);
        _sender = new(options, ServiceLimits.Own, codec, timeProvider ?? TimeProvider.System);
        _request = Request(options, options.MinConfidence);
        var settings = TaggerParts.Settings(
            "DetectText",
            Request(options, null),
            RekognitionJson.Default.DetectTextRequest,
            _unit.ToString()
        );
        Info = TaggerParts.Info(options, ServiceLimits.Own, new(settings, options.MinConfidence, 0));
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
                (picture, token) => _client.DetectTextAsync(_request with { Image = picture }, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        var found = answer
            .TextDetections.Where(IsWanted)
            .Select(t => new Sighting(t.DetectedText.Trim(), t.Confidence, t.Geometry?.BoundingBox, s_category));
        return new()
        {
            Labels = [.. Sightings.Merge(found)],
            ModelVersion = answer.TextModelVersion,
            Width = facts?.Width,
            Height = facts?.Height,
            IsListedContent = isListed,
        };
    }

    // The service's filter is for words; lines are measured here.
    private bool IsWanted(TextDetection text) =>
        text.Confidence >= _minConfidence
        && _unit switch
        {
            TextUnit.Words => text.Type == "WORD",
            TextUnit.Lines => text.Type == "LINE",
            _ => true,
        };

    private static DetectTextRequest Request(RekognitionTextOptions options, double? minConfidence)
    {
        var filter = new TextFilter
        {
            MinConfidence = minConfidence,
            MinBoundingBoxHeight = options.MinHeight > 0 ? options.MinHeight : null,
            MinBoundingBoxWidth = options.MinWidth > 0 ? options.MinWidth : null,
        };
        return new()
        {
            Image = new(),
            Filters = new() { WordFilter = filter, RegionsOfInterest = options.Regions.Count > 0 ? [.. options.Regions] : null },
        };
    }
}
