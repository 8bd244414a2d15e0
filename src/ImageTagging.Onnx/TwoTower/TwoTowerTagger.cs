using System.Numerics.Tensors;
using ImageTagging.Imaging;
using ImageTagging.Onnx.Inference;
using ImageTagging.Onnx.TwoTower;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Onnx;

/// <summary>
/// Tags pictures on this machine with any list of words, by a model of two towers that you have (CLIP, SigLIP and their kin), and
/// makes vectors of texts that find pictures. No such model comes with this package.
/// </summary>
/// <remarks>
/// Threads share it up to <see cref="TaggerInfo.MaxConcurrency"/>. The models are loaded, and the words' vectors worked out, with the
/// first picture or text. Dispose it when no call is under way.
/// </remarks>
public sealed class TwoTowerTagger : ITagger, IDisposable
{
    private readonly TwoTowerModel _model;
    private readonly VipsImageCodec _codec;
    private readonly PixelRequest _request;
    private readonly LabelBook _book;
    private readonly Lazy<ModelSession> _images;
    private readonly Lazy<TextEncoder> _texts;
    private readonly Lazy<float[][]> _words;
    private readonly double[] _least;

    /// <summary>A tagger with a model.</summary>
    /// <param name="options">The card, the words, and what is kept.</param>
    /// <param name="logger">For the decoder's warnings; null to drop them.</param>
    /// <param name="timeProvider">The clock that ends a decode; null for the system's.</param>
    /// <exception cref="ImageTaggingException">The card or a file that it names is missing or wrong, or an option is out of range.</exception>
    public TwoTowerTagger(
        TwoTowerTaggerOptions options,
        ILogger<VipsImageCodec>? logger = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        OnnxTagger.Check("Two-tower tagger", options.Faults());
        _model = TwoTowerModel.Load(options.ModelCard!, options.Words, options.Thresholds);
        var (card, input) = (_model.Card, _model.Card.Image.Input);
        _codec = new(options.Imaging, logger, timeProvider);
        _request = new(input.Width, input.Height, input.Fit, input.Fill);
        _book = new(_model.Images);
        _images = new(() => ModelSession.Open(_model.Images, [card.Image.Output]));
        _texts = new(() => TextEncoder.Open(_model));
        _words = new(() => [.. _model.Words.Select(w => _texts.Value.Encode(w, CancellationToken.None))]);
        var least = options.MinConfidence ?? card.MinConfidence;
        _least = [.. _model.Words.Select(w => _model.Thresholds.TryGetValue(w, out var own) ? own : least)];
        Info = new()
        {
            Name = options.Name ?? card.Name,
            // What any word may have is asked for; which of them has more is a setting like the words themselves.
            Fingerprint = new(_model.Settings, _least.Append(least).Min(), options.MaxLabels ?? card.MaxLabels),
            MaxConcurrency = options.MaxConcurrency,
            ModelVersion = card.Version ?? _model.Hash[..12],
            KnownLabels = _model.Words,
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <summary>The words that it can tag with, in their order.</summary>
    public IReadOnlyList<string> Words => _model.Words;

    /// <summary>The space of the vectors that it gives pictures and texts.</summary>
    public string Space => _model.Space;

    /// <inheritdoc />
    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        LocalCall.AnswerAsync(image, Info.Name, TagAsync, cancellationToken);

    /// <summary>Answers for one encoded picture, as <see cref="TagAsync(ImageToTag, CancellationToken)"/> does.</summary>
    /// <param name="content">The picture's bytes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The words that it shows, and its vector.</returns>
    /// <exception cref="ImageTaggingException">The picture cannot be decoded, or the model is not what its card says.</exception>
    public async ValueTask<TaggerResult> TagAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var session = _images.Value;
        var slot = session.Rent();
        try
        {
            var placement = await _codec.DecodeAsync(content, _request, slot.Pixels, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            using var outputs = session.Run(slot, cancellationToken);
            var vector = TwoTowerModel.Vector(_model.Images, outputs[0]);
            return new()
            {
                Labels = _book.Labels(Findings(vector), Info.Fingerprint.MinConfidence, Info.Fingerprint.MaxLabels),
                ModelVersion = Info.ModelVersion,
                Embedding = Embeddings.Of(Space, vector),
                Width = placement.Facts.Width,
                Height = placement.Facts.Height,
            };
        }
        finally
        {
            session.Return(slot);
        }
    }

    /// <summary>Where the model puts a text, to find pictures by: <c>SimilarTo.Vector(await tagger.EmbedTextAsync("a red car in snow"))</c>.</summary>
    /// <param name="text">A word or a sentence; put into the card's prompts, and cut where it is longer than the model reads.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The text's vector, in the space of the pictures' vectors.</returns>
    /// <exception cref="ImageTaggingException">The text has no direction, or the model is not what its card says.</exception>
    /// <remarks>Texts and pictures are never as near as two pictures are: leave <see cref="SimilarTo.MinSimilarity"/> at -1.</remarks>
    public ValueTask<Embedding> EmbedTextAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        cancellationToken.ThrowIfCancellationRequested();
        var embedding = Embeddings.Of(Space, _texts.Value.Encode(text, cancellationToken));
        return embedding is not null
            ? new(embedding)
            : throw new ImageTaggingException("The model makes nothing of this text; write it in other words.")
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NoDirection,
            };
    }

    /// <summary>Lets go of the models.</summary>
    public void Dispose()
    {
        if (_images.IsValueCreated)
        {
            _images.Value.Dispose();
        }

        if (_texts.IsValueCreated)
        {
            _texts.Value.Dispose();
        }
    }

    private IEnumerable<Finding> Findings(float[] picture)
    {
        var words = _words.Value;
        var scores = new float[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Length != picture.Length)
            {
                throw SessionRules.Mismatch(
                    _model.Images,
                    $"its vectors have {picture.Length} numbers, those of texts {words[i].Length}"
                );
            }

            scores[i] = (float)((TensorPrimitives.Dot(picture, words[i]) * _model.Card.Scale) + _model.Card.Bias);
        }

        Numbers.Activate(scores, _model.Card.Activation);
        for (var i = 0; i < scores.Length; i++)
        {
            if (Confidences.Of(scores[i]) >= _least[i])
            {
                yield return new(i, Math.Min(1, scores[i]), null, null);
            }
        }
    }
}
