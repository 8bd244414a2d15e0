using System.Text.Json;
using ImageTagging.Chat.Answering;
using ImageTagging.Chat.Asking;
using ImageTagging.Chat.Service;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat;

/// <summary>Asks a vision model what a picture shows, through any <see cref="IChatClient"/> or at an address that speaks as OpenAI does.</summary>
/// <remarks>
/// The picture goes scaled and without metadata; neither its name nor its place does. What stands written in it is a part of the
/// picture, and the answer is data: names and confidences, bounded in number and length, and nothing of it is carried out. Threads
/// share a tagger. It disposes the client that it made itself, never one that was given.
/// </remarks>
public sealed class ChatTagger : ITagger, IDisposable
{
    // So many pictures without an answer that can be used, and none with one before, are no fault of the pictures.
    private const int FaultyQuestion = 5;

    // What a picture shows may be why it is refused, and such pictures lie together.
    private const int FaultyModel = 20;

    private readonly IChatClient _client;
    private readonly IDisposable? _owned;
    private readonly ChatTaggerOptions _options;
    private readonly IImageCodec _codec;
    private readonly Question _question;
    private readonly AnswerReader _reader;

    // A picture whose answer cannot be read is asked about again, and counts once.
    private readonly HashSet<ImageName> _unread = [];
    private bool _answered;
    private int _refused;
    private int _declined;

    /// <summary>A tagger over a client.</summary>
    /// <param name="client">The client; its owner disposes it.</param>
    /// <param name="options">What is asked; null for the defaults.</param>
    /// <param name="codec">Scales the pictures, such as ImageTagging.Imaging's.</param>
    /// <exception cref="ImageTaggingException">An option is out of its range; all faults at once.</exception>
    public ChatTagger(IChatClient client, IImageCodec codec, ChatTaggerOptions? options = null)
        : this(client, null, codec, options ?? new()) { }

    /// <summary>A tagger that calls <see cref="ChatTaggerOptions.Url"/> itself.</summary>
    /// <param name="options">What is asked, and where.</param>
    /// <param name="codec">Scales the pictures, such as ImageTagging.Imaging's.</param>
    /// <param name="timeProvider">The clock of time-outs; null for the system's.</param>
    /// <exception cref="ImageTaggingException">An option is missing or out of its range; all faults at once.</exception>
    public ChatTagger(ChatTaggerOptions options, IImageCodec codec, TimeProvider? timeProvider = null)
        : this(Connect(options, timeProvider), codec, options) { }

    private ChatTagger(CompletionsClient own, IImageCodec codec, ChatTaggerOptions options)
        : this(own, own, codec, options) { }

    private ChatTagger(IChatClient client, IDisposable? owned, IImageCodec codec, ChatTaggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(codec);
        options.ThrowIfFaulty(connects: false);
        (_client, _owned, _codec, _options) = (client, owned, codec, options);
        _question = new(options);
        _reader = new(options);
        Info = new()
        {
            Name = options.Name,
            Fingerprint = new(_question.Settings, options.MinConfidence, options.MaxLabels),
            PricePerCall = Price(_question.MaxTokens + options.MaxImageTokens, options.MaxOutputTokens),
            IsMetered = options.CountsCalls,
            CallsPerSecond = options.CallsPerSecond,
            MaxConcurrency = options.MaxConcurrency,
            KnownLabels = [.. options.Words],
        };
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <inheritdoc />
    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            return await AskAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(fault.Message, fault, cancellationToken);
        }
        catch (ImageTaggingException fault)
        {
            throw About(Judged(fault, image), image);
        }
        catch (JsonException fault)
        {
            throw About(ChatFaults.Unreadable("it is no answer of such a service", fault), image);
        }
        catch (Exception fault) when (Read(fault) is { } told)
        {
            throw About(Judged(ChatFaults.Of(told, fault), image), image);
        }
    }

    /// <summary>Lets go of a client that it made.</summary>
    public void Dispose() => _owned?.Dispose();

    private static CompletionsClient Connect(ChatTaggerOptions options, TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfFaulty(connects: true);
        return new(options, timeProvider ?? TimeProvider.System);
    }

    private async ValueTask<TaggerResult> AskAsync(ImageToTag image, CancellationToken cancellationToken)
    {
        var bytes = await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            throw ChatFaults.Refused(ErrorCodes.EmptyImage, "The picture is empty.");
        }

        var facts = _codec.Probe(bytes);
        var sent = await _codec
            .EncodeAsync(bytes, new() { MaxSide = _options.MaxSide, Quality = Question.Quality }, cancellationToken)
            .ConfigureAwait(false);
        var answer = await _client
            .GetResponseAsync(_question.About(sent), _question.Options(), cancellationToken)
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var price = PriceOf(answer.Usage);
        if (price > Info.PricePerCall)
        {
            throw ChatFaults.OverPrice(price.Value, Info.PricePerCall, answer.Usage!);
        }

        try
        {
            var labels = _reader.Read(answer);
            Volatile.Write(ref _answered, true);
            return new()
            {
                Labels = labels,
                ModelVersion = AnswerReader.ModelOf(answer) ?? _options.Model,
                Price = price,
                Width = facts.Width,
                Height = facts.Height,
            };
        }
        catch (ImageTaggingException fault)
        {
            // A setting that leaves every answer useless is paid for a few times, not once a picture.
            fault = ChatFaults.With(fault, price);
            throw IsQuestions(fault, image) ? ChatFaults.FaultySettings(fault) : fault;
        }
    }

    // A service that answers without saying how much it took is paid for as if it took the most. No question has no token.
    private decimal? PriceOf(UsageDetails? usage) =>
        usage is { InputTokenCount: { } input and > 0, OutputTokenCount: { } output and >= 0 } ? Price(input, output) : null;

    private decimal Price(long input, long output) =>
        ((input * _options.InputPrice) + (output * _options.OutputPrice)) / 1_000_000;

    private ChatFault? Read(Exception fault) =>
        _options.FaultReader?.Invoke(fault)
        ?? (fault is HttpRequestException { StatusCode: { } status } ? new ChatFault((int)status) : null);

    // A question that nothing is ever answered to is wrong for every picture: none of them is put on the list of those that cannot be tagged.
    private ImageTaggingException Judged(ImageTaggingException fault, ImageToTag image) =>
        fault.StatusCode is not null && IsQuestions(fault, image) ? ChatFaults.FaultyQuestion(fault) : fault;

    private bool IsQuestions(ImageTaggingException fault, ImageToTag image)
    {
        if (Volatile.Read(ref _answered))
        {
            return false;
        }

        if (fault.Kind == FailureKind.Refused)
        {
            return fault.Code == ErrorCodes.AnswerRefused
                ? Interlocked.Increment(ref _declined) >= FaultyModel
                : Interlocked.Increment(ref _refused) >= FaultyQuestion;
        }

        if (fault.Code != ErrorCodes.UnreadableAnswer)
        {
            return false;
        }

        lock (_unread)
        {
            return _unread.Count >= FaultyQuestion || (_unread.Add(image.Name) && _unread.Count >= FaultyQuestion);
        }
    }

    // A picture that cannot be read says so itself.
    private ImageTaggingException About(ImageTaggingException fault, ImageToTag image) =>
        fault.Image is null ? ChatFaults.With(fault, fault.Price, image.Name, Info.Name) : fault;
}
