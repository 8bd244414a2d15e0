using System.Collections.Concurrent;
using System.Text;

namespace ImageTagging.Tests.Running;

/// <summary>Says of a made-up picture the words it shows; counts what it was asked.</summary>
public sealed class WordTagger(string name = "words", bool metered = true, bool byReference = false) : ITagger
{
    private readonly ConcurrentQueue<(string Key, string Shows)> _calls = new();
    private int _inFlight;
    private int _mostInFlight;

    public TaggerInfo Info { get; set; } =
        new()
        {
            Name = name,
            Fingerprint = new("0a", 50, 0),
            IsMetered = metered,
            PricePerCall = metered ? 0.001m : 0,
            MaxConcurrency = 4,
        };

    public string? ModelVersion { get; set; }

    /// <summary>Every call that was answered or failed, in order.</summary>
    public IReadOnlyList<(string Key, string Shows)> Calls => [.. _calls];

    public int MostInFlight => _mostInFlight;

    /// <summary>Called in each call, with key and content; may wait or throw.</summary>
    public Func<string, string, CancellationToken, Task>? OnCall { get; set; }

    /// <summary>Called in each call, with the picture's name and content; may wait or throw.</summary>
    public Func<ImageName, string, CancellationToken, Task>? OnImage { get; set; }

    /// <summary>What it says was lost of a picture, by its key.</summary>
    public Func<string, string?>? Warns { get; set; }

    /// <summary>Keys that it hands over by reference, whatever it does with others.</summary>
    public Func<string, bool>? HandsOver { get; set; }

    public bool ReadsBytes(ImageToTag image) => !(HandsOver?.Invoke(image.Listing.Key) ?? byReference);

    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        var most = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _mostInFlight, most);
        try
        {
            await Task.Yield();
            var shows = Encoding.UTF8.GetString((await image.GetBytesAsync(cancellationToken)).Span);
            _calls.Enqueue((image.Listing.Key, shows));
            if (OnCall is not null)
            {
                await OnCall(image.Listing.Key, shows, cancellationToken);
            }

            if (OnImage is not null)
            {
                await OnImage(image.Name, shows, cancellationToken);
            }

            return new()
            {
                ModelVersion = ModelVersion,
                Warning = Warns?.Invoke(image.Listing.Key),
                Labels =
                [
                    .. shows
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(w => new ImageLabel { Name = w, Confidence = 90 }),
                ],
            };
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; seen < value; seen = target)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
