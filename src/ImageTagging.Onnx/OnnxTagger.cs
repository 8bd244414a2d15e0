using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx;

/// <summary>Tags pictures on this machine with an ONNX detector, classifier or segmenter; nothing leaves it, nothing is paid.</summary>
/// <remarks>
/// Threads share it up to <see cref="TaggerInfo.MaxConcurrency"/>; the model is loaded once, with the first picture. Dispose
/// it when no call is under way.
/// </remarks>
public sealed class OnnxTagger : ITagger, IDisposable
{
    private readonly LoadedModel _model;
    private readonly VipsImageCodec _codec;
    private readonly IAnswerReader _reader;
    private readonly LabelBook _book;
    private readonly PixelRequest _request;
    private readonly Lazy<ModelSession> _session;
    private readonly string _space;

    /// <summary>A tagger with a model.</summary>
    /// <param name="options">Which model, and what is kept; null for the package's own detector.</param>
    /// <param name="logger">For the decoder's warnings; null to drop them.</param>
    /// <param name="timeProvider">The clock that ends a decode; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The card, the labels or the model's file are missing or wrong, or an option is out of range.</exception>
    public OnnxTagger(
        OnnxTaggerOptions? options = null,
        ILogger<VipsImageCodec>? logger = null,
        TimeProvider? timeProvider = null
    )
    {
        options ??= new();
        Check("ONNX tagger", options.Faults());
        _model = options.ModelCard is null ? LoadedModel.BuiltIn() : LoadedModel.FromCard(options.ModelCard);
        var card = _model.Card;
        var least = options.MinConfidence ?? card.MinConfidence;
        var most = options.MaxLabels ?? card.MaxLabels;
        _codec = new(options.Imaging, logger, timeProvider);
        _reader = card.Detector is { } detector
            ? new DetectorReader(_model, detector)
            : new ClassifierReader(_model, card.Classifier, card.Segmenter);
        _book = new(_model);
        _request = new(card.Input.Width, card.Input.Height, card.Input.Fit, card.Input.Fill);
        _session = new(() =>
            ModelSession.Open(_model, card.Embedding is { } embedding ? [.. _reader.Outputs, embedding] : _reader.Outputs)
        );
        _space = $"{card.Name}-{_model.Hash[..8]}";
        Info = new()
        {
            Name = options.Name ?? card.Name,
            Fingerprint = new(_model.Settings, least, most),
            MaxConcurrency = options.MaxConcurrency,
            ModelVersion = card.Version ?? _model.Hash[..12],
            KnownLabels = _model.Labels,
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <summary>The card's name, whatever the tagger's.</summary>
    internal string CardName => _model.Card.Name;

    /// <summary>The labels that this model can give, in the order of its classes.</summary>
    public IReadOnlyList<string> Labels => _model.Labels;

    /// <inheritdoc />
    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        LocalCall.AnswerAsync(image, Info.Name, TagAsync, cancellationToken);

    /// <summary>Answers for one encoded picture, as <see cref="TagAsync(ImageToTag, CancellationToken)"/> does.</summary>
    /// <exception cref="ImageTaggingException">The picture cannot be decoded, or the model is not what its card says.</exception>
    public async ValueTask<TaggerResult> TagAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var session = _session.Value;
        var slot = session.Rent();
        try
        {
            var placement = await _codec.DecodeAsync(content, _request, slot.Pixels, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            using var outputs = session.Run(slot, cancellationToken);
            var (least, most) = (Info.Fingerprint.MinConfidence, Info.Fingerprint.MaxLabels);
            OrtValue[] read = [.. outputs.Take(_reader.Outputs.Count)];
            return new()
            {
                Labels = _book.Labels(_reader.Read(read, placement, least / 100), least, most),
                ModelVersion = Info.ModelVersion,
                Embedding = outputs.Count > read.Length ? EmbeddingOf(outputs[read.Length]) : null,
                Width = placement.Facts.Width,
                Height = placement.Facts.Height,
            };
        }
        finally
        {
            session.Return(slot);
        }
    }

    private Embedding? EmbeddingOf(OrtValue output)
    {
        var (values, shape) = Numbers.Of(_model, output);
        return values.Length is >= 1 and <= Embedding.MaxDimensions
            ? Embeddings.Of(_space, Embeddings.Unit(values))
            : throw SessionRules.Mismatch(
                _model,
                $"its embedding is {string.Join('×', shape)}, where 1 to {Embedding.MaxDimensions} numbers are wanted"
            );
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }
    }

    internal static void Check(string tagger, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw LoadedModel.Fault(ErrorCodes.InvalidOptions, tagger + ": " + string.Join("; ", faults) + ".");
        }
    }
}
