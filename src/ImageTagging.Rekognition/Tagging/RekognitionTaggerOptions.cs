namespace ImageTagging.Rekognition;

/// <summary>The settings that all taggers of this package have.</summary>
public abstract class RekognitionTaggerOptions
{
    /// <summary>The tagger's name, unique in a pipeline: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    public string Name { get; set; }

    /// <summary>How the service is reached. Not used where the host registered an <see cref="IRekognitionClient"/>.</summary>
    public RekognitionClientOptions Client { get; set; } = new();

    /// <summary>How pictures reach the service.</summary>
    /// <value>The default is <see cref="ImageTransfer.Automatic"/>.</value>
    public ImageTransfer Transfer { get; set; }

    /// <summary>The price of one call in US dollars, for plans and budgets; the bill is Amazon's.</summary>
    /// <value>The default is 0.001, the price of the first million a month in most regions (custom labels are billed by the model's hours: 0).</value>
    public decimal PricePerCall { get; set; }

    /// <summary>The account's quota of calls a second for this operation in this region, 0.01–100,000.</summary>
    /// <value>The default is 50, the service's own in us-east-1; it is 5 to 50 elsewhere.</value>
    public double CallsPerSecond { get; set; } = 50;

    /// <summary>Calls in flight at once, 1–1,024.</summary>
    /// <value>The default is 128.</value>
    public int MaxConcurrency { get; set; } = 128;

    private protected RekognitionTaggerOptions(string name, decimal price) => (Name, PricePerCall) = (name, price);

    /// <summary>Everything that is wrong with these options; empty where nothing is.</summary>
    internal virtual IEnumerable<string> Faults()
    {
        if (string.IsNullOrEmpty(Name) || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            yield return $"{nameof(Name)} must be of lower-case letters, digits, '-' and '.'.";
        }

        if (!Enum.IsDefined(Transfer))
        {
            yield return $"{nameof(Transfer)} must be {ImageTransfer.Automatic} or {ImageTransfer.Bytes}.";
        }

        if (PricePerCall is < 0 or > 1000)
        {
            yield return $"{nameof(PricePerCall)} must lie between 0 and 1,000 US dollars.";
        }

        if (!(CallsPerSecond is >= 0.01 and <= 100_000))
        {
            yield return $"{nameof(CallsPerSecond)} must lie between 0.01 and 100,000.";
        }

        if (MaxConcurrency is < 1 or > 1024)
        {
            yield return $"{nameof(MaxConcurrency)} must lie between 1 and 1,024.";
        }

        foreach (var fault in Client.Faults())
        {
            yield return $"{nameof(Client)}.{fault}";
        }
    }

    /// <summary>Everything that is wrong with these options, a sentence each with the service's own limit; empty where nothing is.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate() => [.. Faults()];

    internal void ThrowIfFaulty()
    {
        var faults = Validate();
        if (faults.Count > 0)
        {
            throw new ImageTaggingException($"The tagger '{Name}' cannot be set up. {string.Join(' ', faults)}")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }

    private protected static IEnumerable<string> PercentFaults(string name, double? value) =>
        value is null or (>= 0 and <= 100) ? [] : [$"{name} is {value}; the service takes 0–100."];

    private protected static IEnumerable<string> ArnFaults(string name, string? arn) =>
        arn is null || ProjectVersionArn.IsValid(arn)
            ? []
            :
            [
                $"{name} is no project version's ARN; one looks like arn:aws:rekognition:REGION:ACCOUNT:project/NAME/version/NAME/NUMBER.",
            ];
}
