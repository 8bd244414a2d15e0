using System.Collections.Concurrent;
using System.Globalization;

namespace ImageTagging.Tests.Budgets;

/// <summary>
/// A metered tagger that throttles by a seed, refuses every seventh picture for free, loses the first answer of every tenth, and
/// counts what it would charge.
/// </summary>
/// <param name="seed">Of its whims.</param>
/// <param name="throttled">The share of attempts that are throttled; up to three times a picture.</param>
/// <param name="refuses">Whether it refuses at all.</param>
internal sealed class FlakyTagger(int seed, double throttled, bool refuses = true) : ITagger
{
    public const decimal Price = 0.001m;

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<ImageToTag, int> _throttles = new();
    private readonly ConcurrentDictionary<ImageToTag, bool> _lost = new();
    private long _paid;

    public TaggerInfo Info { get; } =
        new()
        {
            Name = "flaky",
            Fingerprint = new("1", 50, 10),
            IsMetered = true,
            PricePerCall = Price,
            MaxConcurrency = 64,
        };

    /// <summary>Attempts that were served.</summary>
    public long Paid => Interlocked.Read(ref _paid);

    /// <summary>The calls that pictures 1 to n need.</summary>
    public long Needs(int images) =>
        Enumerable
            .Range(1, images)
            .Sum(n =>
                IsRefused(n) ? 0
                : IsLost(n) ? 2
                : 1
            );

    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var number = int.Parse(image.Listing.Key.AsSpan(0, 6), CultureInfo.InvariantCulture);
        double drawn;
        lock (_lock)
        {
            drawn = _random.NextDouble();
        }

        if (drawn < throttled && _throttles.AddOrUpdate(image, 1, (_, n) => n + 1) <= 3)
        {
            throw new ImageTaggingException("Slow down.") { Kind = FailureKind.Throttled, Code = "Throttling" };
        }

        if (IsRefused(number))
        {
            throw new ImageTaggingException("Not a picture.") { Kind = FailureKind.Refused, Code = "InvalidImageFormat" };
        }

        Interlocked.Increment(ref _paid);
        return IsLost(number) && _lost.TryAdd(image, true)
            ? throw new ImageTaggingException("The connection was reset.")
            {
                Kind = FailureKind.Transient,
                Code = "Reset",
                MayHaveCost = true,
            }
            : new() { Labels = [] };
    }

    private bool IsRefused(int number) => refuses && number % 7 == 3;

    private static bool IsLost(int number) => number % 10 == 0;
}
