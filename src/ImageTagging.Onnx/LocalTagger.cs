using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Everyday;
using ImageTagging.Onnx.Inference;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Onnx;

/// <summary>
/// Tags pictures on this machine with everyday words: a classifier, a segmenter and a detector look at each picture, and what
/// they say together becomes words with calibrated confidences. Nothing leaves the machine, nothing is paid.
/// </summary>
/// <remarks>
/// Threads share it up to <see cref="TaggerInfo.MaxConcurrency"/>; the models are loaded once, with the first picture. The same
/// picture gives the same labels on every run and thread. Dispose it when no call is under way.
/// </remarks>
public sealed class LocalTagger : ITagger, IDisposable
{
    // The detector's and segmenter's input, and the pixels that the classifier's parts are cut from.
    private const int Side = 512;

    // How many components the classifier's embedding has.
    private const int ClassifierEmbedding = 1_280;

    // Below this a box says nothing that the words' rules would weigh.
    private const double LeastThing = 0.02;
    private const int MostThings = 3;

    // Raised when the same models and words would be read differently: stored labels become stale then.
    private const int Rules = 4;

    private readonly LoadedModel _classifier = LoadedModel.BuiltIn("imagenet1k.json");
    private readonly LoadedModel _segmenter = LoadedModel.BuiltIn("ade32.json");
    private readonly LoadedModel _detector = LoadedModel.BuiltIn();
    private readonly LocalProfile _profile;
    private readonly LocalModels _models;
    private readonly PixelProperties _properties;
    private readonly double _leastRare;
    private readonly VipsImageCodec _codec;
    private readonly EverydayBook _book;
    private readonly DetectorReader _things;
    private readonly Lazy<ModelSession> _classifying;
    private readonly Lazy<ModelSession> _segmenting;
    private readonly Lazy<ModelSession> _detecting;
    private readonly OnnxTagger[] _own;
    private readonly ImageVectors _vectors;
    private readonly string _space;

    /// <summary>A tagger with the package's models.</summary>
    /// <param name="options">How it tags, and what is kept; null for the defaults.</param>
    /// <param name="logger">For the decoder's warnings; null to drop them.</param>
    /// <param name="timeProvider">The clock that ends a decode; null for the system's.</param>
    /// <exception cref="ImageTaggingException">An option is out of range; the message lists all faults.</exception>
    public LocalTagger(
        LocalTaggerOptions? options = null,
        ILogger<VipsImageCodec>? logger = null,
        TimeProvider? timeProvider = null
    )
    {
        options ??= new();
        OnnxTagger.Check("Local tagger", options.Faults());
        (_profile, _models, _properties) = (options.Profile, options.Asked, options.Properties);
        _leastRare = options.MinRareConfidence;
        _codec = new(options.Imaging, logger, timeProvider);
        _book = new(_classifier, _segmenter, _detector, _profile, _models, options.Properties);
        _things = new(_detector, _detector.Card.Detector!);
        _classifying = new(() =>
            ModelSession.Open(_classifier, [_classifier.Card.Classifier!.Output, _classifier.Card.Embedding])
        );
        _segmenting = new(() => ModelSession.Open(_segmenter, [_segmenter.Card.Segmenter!.Areas]));
        _detecting = new(() => ModelSession.Open(_detector, _things.Outputs));
        _vectors = new(ClassifierEmbedding);
        // The mean over four parts and the whole alone are not to be compared.
        var seen =
            _profile == LocalProfile.Fast ? "whole"
            : _models.HasFlag(LocalModels.Segmenter) ? $"parts-{_segmenter.Hash[..8]}"
            : "parts";
        _space = $"local-{ImageVectors.Version}-{_classifier.Hash[..8]}-{seen}";
        _own =
        [
            .. options.ModelCards.Select(card => new OnnxTagger(
                new()
                {
                    ModelCard = card,
                    MinConfidence = Math.Max(options.MinConfidence, LoadedModel.FromCard(card).Card.MinConfidence),
                    MaxConcurrency = options.MaxConcurrency,
                    Imaging = options.Imaging,
                },
                logger,
                timeProvider
            )),
        ];
        Info = new()
        {
            Name = options.Name,
            Fingerprint = new(Settings(), options.MinConfidence, options.MaxLabels),
            MaxConcurrency = options.MaxConcurrency,
            ModelVersion = Settings()[..12],
            KnownLabels = [.. _book.Names, .. _own.SelectMany(m => m.Labels)],
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <inheritdoc />
    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        LocalCall.AnswerAsync(image, Info.Name, TagAsync, cancellationToken);

    /// <summary>Answers for one encoded picture, as <see cref="TagAsync(ImageToTag, CancellationToken)"/> does.</summary>
    /// <exception cref="ImageTaggingException">The picture cannot be decoded.</exception>
    public async ValueTask<TaggerResult> TagAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var request = new PixelRequest(Side, Side);
        var pixels = ArrayPool<byte>.Shared.Rent(request.Length);
        try
        {
            var placement = await _codec.DecodeAsync(content, request, pixels, cancellationToken).ConfigureAwait(false);
            var sight = Look(pixels.AsSpan(0, request.Length), placement, cancellationToken);
            var said = _book.Labels(sight, Info.Fingerprint.MinConfidence, _leastRare);
            foreach (var model in _own)
            {
                var answer = await model.TagAsync(content, cancellationToken).ConfigureAwait(false);
                string[] name = [model.CardName];
                said = [.. said, .. answer.Labels.Select(l => l with { Models = name })];
            }

            return new()
            {
                Labels = Surest(said, Info.Fingerprint.MaxLabels),
                ModelVersion = Info.ModelVersion,
                Embedding = _vectors.Of(sight) is { } vector ? Embedding.FromVector(_space, vector) : null,
                Look = PerceptualHash.FromPixels(pixels.AsSpan(0, request.Length), Side),
                Width = placement.Facts.Width,
                Height = placement.Facts.Height,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    // Of models that say the same word the surest counts, and what only the others know is added.
    private static IReadOnlyList<ImageLabel> Surest(IReadOnlyList<ImageLabel> said, int most)
    {
        var ordered = said.GroupBy(l => l.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => g.OrderByDescending(l => l.Confidence).Aggregate(Joined))
            .OrderByDescending(l => l.Confidence)
            .ThenBy(l => l.Name, StringComparer.Ordinal);
        return most > 0 ? [.. ordered.Take(most)] : [.. ordered];
    }

    private static ImageLabel Joined(ImageLabel surer, ImageLabel other) =>
        surer with
        {
            Parents = Both(surer.Parents, other.Parents),
            Aliases = Both(surer.Aliases, other.Aliases),
            Categories = Both(surer.Categories, other.Categories),
            Boxes = surer.Boxes.Count > 0 ? surer.Boxes : other.Boxes,
            Area = surer.Area ?? other.Area,
            Models = Both(surer.Models, other.Models),
        };

    private static IReadOnlyList<string> Both(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        second.Count == 0 ? first : [.. first.Union(second, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The finds of the models in a picture, for the script that fits the words' rules to photographs with their truth.</summary>
    internal async ValueTask<Sight> SeeAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var pixels = new byte[new PixelRequest(Side, Side).Length];
        var placement = await _codec.DecodeAsync(content, new(Side, Side), pixels, cancellationToken).ConfigureAwait(false);
        return Look(pixels, placement, cancellationToken);
    }

    /// <summary>Lets go of the models.</summary>
    public void Dispose()
    {
        foreach (var session in new[] { _classifying, _segmenting, _detecting })
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }

        foreach (var model in _own)
        {
            model.Dispose();
        }
    }

    private Sight Look(ReadOnlySpan<byte> pixels, PixelPlacement placement, CancellationToken cancellationToken)
    {
        double width = placement.Facts.Width,
            height = placement.Facts.Height;
        var look = PixelStatistics.Of(pixels, Side, width, height);
        if (_profile == LocalProfile.Fast)
        {
            var (whole, embedding) = Classify(pixels, [Crop.Whole], cancellationToken);
            return new(whole, embedding, [], null, null, look);
        }

        var things = _models.HasFlag(LocalModels.Detector)
            ? Run(_detecting.Value, pixels, o => _things.Read(o, placement, LeastThing).ToArray(), cancellationToken)
            : null;
        var areas = _models.HasFlag(LocalModels.Segmenter)
            ? Run(_segmenting.Value, pixels, o => Numbers.Of(_segmenter, o[0]).Values, cancellationToken)
            : null;
        if (!_models.HasFlag(LocalModels.Classifier))
        {
            return new([], null, [], areas, things, look);
        }

        var least = Math.Min(width, height);
        var (crops, mean) = Classify(
            pixels,
            [
                Crop.Square(0.5, 0.5, least * 0.875, width, height),
                Crop.Whole,
                Crop.Square(0, 0, least, width, height),
                Crop.Square(1, 1, least, width, height),
            ],
            cancellationToken
        );
        var extra =
            _profile == LocalProfile.Thorough
                ? Classify(pixels, Closer(things ?? [], width, height), cancellationToken).Scores
                : [];
        return new(crops, mean, extra, areas, things, look);
    }

    private static Crop[] Closer(Finding[] things, double width, double height)
    {
        var least = Math.Min(width, height);
        return
        [
            Crop.Square(0.5, 0.5, least * 0.6, width, height),
            .. things
                .Where(t => t.Score >= 0.3)
                .OrderByDescending(t => t.Score)
                .Take(MostThings)
                .Select(t => t.Box!.Value)
                .Select(b =>
                {
                    var side = Math.Max(b.Width * width, b.Height * height) * 1.2;
                    var (x, y) = (b.Left + (b.Width / 2), b.Top + (b.Height / 2));
                    return Crop.Square(x, y, Math.Clamp(side, least * 0.15, least), width, height);
                }),
        ];
    }

    // The embedding is the mean over the parts, of length 1.
    private (float[][] Scores, float[] Embedding) Classify(
        ReadOnlySpan<byte> pixels,
        Crop[] crops,
        CancellationToken cancellationToken
    )
    {
        var session = _classifying.Value;
        var slot = session.Rent();
        try
        {
            var scores = new float[crops.Length][];
            var embedding = Array.Empty<float>();
            for (var i = 0; i < crops.Length; i++)
            {
                Crops.Cut(pixels, Side, crops[i], slot.Pixels, _classifier.Card.Input.Width);
                cancellationToken.ThrowIfCancellationRequested();
                using var outputs = session.Run(slot, cancellationToken);
                scores[i] = Numbers.Of(_classifier, outputs[0]).Values;
                var part = Embeddings.Unit(Numbers.Of(_classifier, outputs[1]).Values);
                embedding = i == 0 ? part : Embeddings.Add(embedding, part);
            }

            return (scores, Embeddings.Unit(embedding));
        }
        finally
        {
            session.Return(slot);
        }
    }

    private static T Run<T>(
        ModelSession session,
        ReadOnlySpan<byte> pixels,
        Func<IReadOnlyList<Microsoft.ML.OnnxRuntime.OrtValue>, T> read,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var slot = session.Rent();
        try
        {
            pixels.CopyTo(slot.Pixels);
            using var outputs = session.Run(slot, cancellationToken);
            return read(outputs);
        }
        finally
        {
            session.Return(slot);
        }
    }

    private string Settings()
    {
        using var rules = LoadedModel.Resource(EverydayBook.Resource);
        using var looks = LoadedModel.Resource(Everyday.Looks.Resource);
        var text = string.Join(
            '\n',
            Rules,
            _space,
            _profile,
            (int)_models,
            (int)_properties,
            _leastRare.ToString("R", CultureInfo.InvariantCulture),
            string.Join(' ', _own.Select(m => m.Info.Fingerprint.Settings)),
            _classifier.Settings,
            _segmenter.Settings,
            _detector.Settings,
            Convert.ToHexStringLower(SHA256.HashData(rules)),
            Convert.ToHexStringLower(SHA256.HashData(looks))
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
