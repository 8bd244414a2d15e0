using ImageTagging.Rekognition.Tagging;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition;

/// <summary>Tags with DetectModerationLabels: what a site may not want to show, with its broader labels as parents.</summary>
/// <remarks>Threads share it. The client is the caller's to dispose. A picture without a label is harmless as far as the service sees.</remarks>
public sealed class RekognitionModerationTagger : ITagger
{
    private static readonly IReadOnlyList<string> s_category = ["Moderation"];

    private readonly IRekognitionClient _client;
    private readonly ImageSender _sender;
    private readonly DetectModerationLabelsRequest _request;
    private readonly bool _contentTypes;

    /// <summary>A tagger over a client.</summary>
    /// <param name="client">The client; not disposed here.</param>
    /// <param name="options">What to ask; null for the defaults. Read once.</param>
    /// <param name="codec">Resizes and converts what the service would refuse; null to refuse it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges (code <c>InvalidOptions</c>); all faults at once.</exception>
    public RekognitionModerationTagger(
        IRekognitionClient client,
        RekognitionModerationOptions? options = null,
        IImageCodec? codec = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new();
        options.ThrowIfFaulty();
        _client = client;
        _contentTypes = options.ContentTypes;
        _sender = new(options, ServiceLimits.Own, codec, timeProvider ?? TimeProvider.System);
        _request = new()
        {
            Image = new(),
            MinConfidence = options.MinConfidence,
            ProjectVersion = options.ProjectVersion,
        };
        var settings = TaggerParts.Settings(
            "DetectModerationLabels",
            _request with
            {
                MinConfidence = null,
            },
            RekognitionJson.Default.DetectModerationLabelsRequest,
            _contentTypes ? "content types" : ""
        );
        Info = TaggerParts.Info(options, ServiceLimits.Own, new(settings, options.MinConfidence, 0)) with
        {
            NeedsStrongHash = true,
        };
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
                (picture, token) => _client.DetectModerationLabelsAsync(_request with { Image = picture }, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new()
        {
            Labels = [.. Labels(answer)],
            ModelVersion = answer.ModerationModelVersion,
            Width = facts?.Width,
            Height = facts?.Height,
            IsListedContent = isListed,
        };
    }

    private IEnumerable<ImageLabel> Labels(DetectModerationLabelsResponse answer)
    {
        var parents = answer
            .ModerationLabels.Where(l => TaggerParts.IsName(l.ParentName))
            .GroupBy(l => l.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().ParentName!, StringComparer.Ordinal);
        foreach (
            var label in answer
                .ModerationLabels.Where(l => TaggerParts.IsName(l.Name))
                .DistinctBy(l => l.Name, StringComparer.Ordinal)
                .Take(TaggerParts.MostLabels)
        )
        {
            yield return new()
            {
                Name = label.Name,
                Confidence = TaggerParts.Percent(label.Confidence),
                Parents = Ancestors(label.Name, parents),
                Categories = s_category,
            };
        }

        if (_contentTypes)
        {
            foreach (var type in answer.ContentTypes.Where(t => TaggerParts.IsName(t.Name)).Take(TaggerParts.MostLabels))
            {
                yield return new()
                {
                    Name = type.Name,
                    Confidence = TaggerParts.Percent(type.Confidence),
                    Categories = ["Content type"],
                };
            }
        }
    }

    private static List<string> Ancestors(string name, Dictionary<string, string> parents)
    {
        var chain = new List<string>();
        // The taxonomy has three levels; an answer that went in circles would still end.
        while (chain.Count < 8 && parents.TryGetValue(name, out var parent) && !chain.Contains(parent, StringComparer.Ordinal))
        {
            chain.Add(parent);
            name = parent;
        }

        return chain;
    }
}
