using System.Globalization;

namespace ImageTagging.Chat;

/// <summary>The options of a vision model: its questions, address and prices. Read once, when the tagger is made.</summary>
public sealed class ChatTaggerOptions
{
    /// <summary>The tagger's name, unique in a pipeline: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is <c>chat</c>.</value>
    public string Name { get; set; } = "chat";

    /// <summary>The model, as its service names it; null for the one that a client is set up with.</summary>
    /// <value>The default is null. A tagger that makes its own client needs one.</value>
    public string? Model { get; set; }

    /// <summary>The address that speaks as OpenAI does, up to and with its version: <c>https://api.openai.com/v1</c>, <c>http://localhost:11434/v1</c> of Ollama. Not used where a client is given.</summary>
    /// <value>The default is null.</value>
    public string? Url { get; set; }

    /// <summary>The service's key; null for none. It goes to <see cref="Url"/> alone, by https or to this machine, and into no log and no message.</summary>
    /// <value>The default is null.</value>
    public string? ApiKey { get; set; }

    /// <summary>The only names that the model may answer with, up to 2,000 of 64 characters; empty for names of its own choice.</summary>
    public IList<string> Words { get; set; } = [];

    /// <summary>Further words to the model, such as what the pictures are of, up to 4,000 characters; null for nothing.</summary>
    /// <value>The default is null.</value>
    public string? Instructions { get; set; }

    /// <summary>The most labels, the surest first, 1–200.</summary>
    /// <value>The default is 30.</value>
    public int MaxLabels { get; set; } = 30;

    /// <summary>The lowest confidence, 0–100. It is the model's own word: measure it before you trust it.</summary>
    /// <value>The default is 50.</value>
    public double MinConfidence { get; set; } = 50;

    /// <summary>The longest side in pixels of what is sent, 64–8,192; a smaller picture is not enlarged.</summary>
    /// <value>The default is 1,024.</value>
    public int MaxSide { get; set; } = 1_024;

    /// <summary>The most tokens of an answer, thinking included, 16–100,000; a longer one is cut, and cannot be used.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxOutputTokens { get; set; } = 1_000;

    /// <summary>The most tokens that the service counts for one picture of <see cref="MaxSide"/>, 1–1,000,000. Only a budget in money reads it.</summary>
    /// <value>The default is 1,600. Models count differently: see the service's own page.</value>
    public int MaxImageTokens { get; set; } = 1_600;

    /// <summary>The price of a million tokens of question, picture included, in US dollars, 0–100,000.</summary>
    /// <value>The default is 0.</value>
    public decimal InputPrice { get; set; }

    /// <summary>The price of a million tokens of answer in US dollars, 0–100,000.</summary>
    /// <value>The default is 0.</value>
    public decimal OutputPrice { get; set; }

    /// <summary>True if calls are counted and budgeted.</summary>
    /// <value>The default is null: yes, unless <see cref="Url"/> is on this machine and there is no price.</value>
    public bool? IsMetered { get; set; }

    /// <summary>Calls a second, over 0 and up to 100,000; null for no limit until the service throttles.</summary>
    /// <value>The default is null.</value>
    public double? CallsPerSecond { get; set; }

    /// <summary>Calls in flight at once, 1–1,024.</summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrency { get; set; } = 4;

    /// <summary>How freely the model answers, 0–2; null to leave it to the service.</summary>
    /// <value>The default is 0: the same picture gets the same answer, as far as the service can.</value>
    public double? Temperature { get; set; } = 0;

    /// <summary>How long an answer may take, 1 second–1 hour. Not used where a client is given.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take, 1 second–2 minutes. Not used where a client is given.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads what another client throws, whose exceptions only its own library knows; null from it for what is no answer of the service.</summary>
    /// <value>The default is null: the status of a <see cref="HttpRequestException"/> is read.</value>
    public Func<Exception, ChatFault?>? FaultReader { get; set; }

    /// <summary>Everything that is wrong with these options, a sentence each; empty where nothing is.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(
            !string.IsNullOrEmpty(Name) && Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'),
            $"{nameof(Name)} must be of lower-case letters, digits, '-' and '.'."
        );
        Check(Model is null || IsLine(Model, 256), $"{nameof(Model)} must be one line of up to 256 characters.");
        Check(
            Url is null || Address is not null,
            $"{nameof(Url)} must be an http or https address without user, query and fragment, such as http://localhost:11434/v1."
        );
        Check(
            ApiKey is null || IsHeader(ApiKey),
            $"{nameof(ChatTaggerOptions)}.{nameof(ApiKey)} must be one line of up to 4,096 printable ASCII characters."
        );
        Check(
            ApiKey is null || Address is null || Address.Scheme == Uri.UriSchemeHttps || Address.IsLoopback,
            $"{nameof(ChatTaggerOptions)}.{nameof(ApiKey)} would be sent so that others can read it: {nameof(Url)} must begin with https, or be on this machine."
        );
        Check(Words.Count <= 2_000, $"{nameof(Words)} has {Words.Count} words; 2,000 are the most.");
        Check(
            Words.All(w => w is not null && IsLine(w, 64)),
            $"{nameof(Words)} must each be of one line and 1 to 64 characters."
        );
        Check(
            Instructions is null or { Length: > 0 and <= 4_000 },
            $"{nameof(Instructions)} must be 1 to 4,000 characters long."
        );
        Check(MaxLabels is >= 1 and <= 200, $"{nameof(MaxLabels)} must lie between 1 and 200.");
        Check(MinConfidence is >= 0 and <= 100, $"{nameof(MinConfidence)} must lie between 0 and 100.");
        Check(MaxSide is >= 64 and <= 8_192, $"{nameof(MaxSide)} must lie between 64 and 8,192.");
        Check(MaxOutputTokens is >= 16 and <= 100_000, $"{nameof(MaxOutputTokens)} must lie between 16 and 100,000.");
        Check(MaxImageTokens is >= 1 and <= 1_000_000, $"{nameof(MaxImageTokens)} must lie between 1 and 1,000,000.");
        Check(InputPrice is >= 0 and <= 100_000, $"{nameof(InputPrice)} must lie between 0 and 100,000 US dollars.");
        Check(OutputPrice is >= 0 and <= 100_000, $"{nameof(OutputPrice)} must lie between 0 and 100,000 US dollars.");
        Check(
            IsMetered is not false || InputPrice + OutputPrice == 0,
            $"{nameof(IsMetered)} is false, and there is a price: leave one of them out."
        );
        Check(CallsPerSecond is null or (> 0 and <= 100_000), $"{nameof(CallsPerSecond)} must be over 0 and at most 100,000.");
        Check(MaxConcurrency is >= 1 and <= 1_024, $"{nameof(MaxConcurrency)} must lie between 1 and 1,024.");
        Check(Temperature is null or (>= 0 and <= 2), $"{nameof(Temperature)} must lie between 0 and 2.");
        Check(
            RequestTimeout >= TimeSpan.FromSeconds(1) && RequestTimeout <= TimeSpan.FromHours(1),
            $"{nameof(RequestTimeout)} must lie between 1 second and 1 hour."
        );
        Check(
            ConnectTimeout >= TimeSpan.FromSeconds(1) && ConnectTimeout <= TimeSpan.FromMinutes(2),
            $"{nameof(ConnectTimeout)} must lie between 1 second and 2 minutes."
        );
        return faults;

        void Check(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(fault.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary><see cref="Url"/> as an address; null where it is none.</summary>
    internal Uri? Address =>
        Uri.TryCreate(Url, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? url
            : null;

    /// <summary>True if calls are counted: unless it is said otherwise, what is not on this machine may cost.</summary>
    internal bool CountsCalls => IsMetered ?? (InputPrice + OutputPrice > 0 || Address is not { IsLoopback: true });

    internal void ThrowIfFaulty(bool connects)
    {
        List<string> faults = [.. Validate()];
        if (connects && string.IsNullOrEmpty(Url))
        {
            faults.Add($"{nameof(Url)} is missing: name an address such as http://localhost:11434/v1.");
        }

        if (connects && Model is null)
        {
            faults.Add($"{nameof(Model)} is missing.");
        }

        if (faults.Count > 0)
        {
            throw new ImageTaggingException($"The tagger '{Name}' cannot be set up. {string.Join(' ', faults)}")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }

    private static bool IsLine(string text, int most) =>
        text.Length > 0 && text.Length <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static bool IsHeader(string text) => text.Length is > 0 and <= 4_096 && text.All(c => c is > ' ' and <= '~');
}
