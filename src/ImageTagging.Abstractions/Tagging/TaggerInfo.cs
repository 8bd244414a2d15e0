namespace ImageTagging;

/// <summary>The facts that a pipeline needs of a tagger before it calls it. Immutable.</summary>
public sealed record TaggerInfo
{
    /// <summary>The tagger's name, unique in a pipeline: lower-case letters, digits, <c>-</c> and <c>.</c>, such as <c>rekognition</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The question that it is asked. Another fingerprint makes stored labels stale unless they <see cref="Answers"/>.</summary>
    public required TaggerFingerprint Fingerprint { get; init; }

    /// <summary>
    /// The price of one call in US dollars; 0 for a tagger that costs nothing. Where only an answer tells the price
    /// (<see cref="TaggerResult.Price"/>), the most that a call may cost: so much is reserved of a budget before it.
    /// </summary>
    /// <value>The default is 0.</value>
    public decimal PricePerCall { get; init; }

    /// <summary>True if calls are counted and budgeted: a price, or a quota that calls use up.</summary>
    /// <value>The default is false.</value>
    public bool IsMetered { get; init; }

    /// <summary>Calls a second that all workers of a process may make together; null for no limit.</summary>
    /// <value>The default is null.</value>
    public double? CallsPerSecond { get; init; }

    /// <summary>Calls in flight at once, at the most, 1–1,024.</summary>
    /// <value>The default is the number of processors.</value>
    public int MaxConcurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>The pictures that it takes.</summary>
    public TaggerLimits Limits { get; init; } = new();

    /// <summary>True if its labels are facts a person or a camera wrote (confidence 100) rather than a model's guess.</summary>
    /// <value>The default is false.</value>
    public bool IsAuthored { get; init; }

    /// <summary>
    /// True if an answer that served another picture by mistake would do harm, as a moderation tagger's would: then stored answers serve
    /// other pictures, and changed ones, only where a SHA-256 says that the bytes are equal. MD5 and ETags can be made to agree.
    /// </summary>
    /// <value>The default is false.</value>
    public bool NeedsStrongHash { get; init; }

    /// <summary>The version of the model it would answer with, where that is known before a call; null where only an answer tells.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>
    /// The names and aliases that it can answer with, where they are a list known before a call; empty where only the service knows.
    /// A page tells by it a word that the tagger cannot say from one that it did not see.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyCollection<string> KnownLabels { get; init; } = [];

    /// <summary>Tells if stored labels serve instead of a call: the same question, or a wider one whose answer was not cut, or held as many labels as are asked for.</summary>
    /// <param name="stored">The fingerprint that the stored labels were asked with.</param>
    /// <param name="cut">Whether the answer held as many labels as it was limited to.</param>
    /// <returns>True where it does.</returns>
    public bool Answers(TaggerFingerprint stored, bool cut) =>
        stored == Fingerprint
        || (
            string.Equals(stored.Settings, Fingerprint.Settings, StringComparison.Ordinal)
            && stored.MinConfidence <= Fingerprint.MinConfidence
            // The best of the best: a cut answer lacks nothing that a question for no more of them would have had.
            && (!cut || (Fingerprint.MaxLabels > 0 && Fingerprint.MaxLabels <= stored.MaxLabels))
        );

    /// <summary>The stored labels that this tagger would have answered with: those over its confidence, the best first, up to its limit.</summary>
    /// <param name="labels">The labels of an answer.</param>
    /// <returns>Those that count for the tagger's question.</returns>
    public IReadOnlyList<ImageLabel> Select(IReadOnlyList<ImageLabel> labels) => Fingerprint.Select(labels);
}
