using System.Globalization;

namespace ImageTagging.Tests.Budgets;

/// <summary>
/// A metered tagger that is paid by the token: only its answer tells what it cost, at most <see cref="Most"/>. Every fifth answer
/// cannot be used and was paid for all the same; every ninth does not tell its price.
/// </summary>
internal sealed class TokenTagger : ITagger
{
    public const decimal Most = 0.01m;

    private readonly Lock _lock = new();
    private decimal _paid;

    public TaggerInfo Info { get; } =
        new()
        {
            Name = "tokens",
            Fingerprint = new("1", 50, 10),
            IsMetered = true,
            PricePerCall = Most,
            MaxConcurrency = 64,
        };

    /// <summary>What was charged, in US dollars.</summary>
    public decimal Paid
    {
        get
        {
            lock (_lock)
            {
                return _paid;
            }
        }
    }

    /// <summary>What the answer for a picture costs.</summary>
    public static decimal PriceOf(int number) => number % 9 == 0 ? Most : number * 7919 % 100 * Most / 100;

    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var number = int.Parse(image.Listing.Key.AsSpan(0, 6), CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _paid += PriceOf(number);
        }

        decimal? told = number % 9 == 0 ? null : PriceOf(number);
        return number % 5 == 0
            ? throw new ImageTaggingException("The answer was cut.")
            {
                Kind = FailureKind.Refused,
                Code = "Cut",
                MayHaveCost = true,
                Price = told,
            }
            : new() { Labels = [], Price = told };
    }
}
