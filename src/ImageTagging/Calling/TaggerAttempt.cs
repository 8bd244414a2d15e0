using System.Net.Sockets;

namespace ImageTagging.Calling;

/// <summary>How one attempt ended: a result or a fault.</summary>
/// <param name="Result">The answer; null where there is a fault.</param>
/// <param name="Fault">What went wrong; null where nothing did.</param>
/// <param name="MayHaveCost">Whether it may have been served.</param>
/// <param name="IsUnknown">Whether the fault is one that no tagger should throw: its own bug, not tried again at once.</param>
internal readonly record struct TaggerAttempt(
    TaggerResult? Result,
    ImageTaggingException? Fault,
    bool MayHaveCost,
    bool IsUnknown
)
{
    /// <summary>The cost in US dollars, where the answer tells; null for the tagger's price.</summary>
    public decimal? Price => (Fault is null ? Result?.Price : Fault.Price) is { } told ? Math.Max(0, told) : null;

    /// <summary>As far as rate and concurrency care.</summary>
    public CallEnd End =>
        Fault is null ? CallEnd.Served
        : Fault.Kind == FailureKind.Throttled ? CallEnd.Throttled
        : CallEnd.Failed;

    /// <summary>The word for metrics.</summary>
    public static string OutcomeOf(CallEnd end) =>
        end switch
        {
            CallEnd.Served => "served",
            CallEnd.Throttled => "throttled",
            _ => "failed",
        };

    /// <summary>Makes an attempt; only cancellation is thrown.</summary>
    public static async ValueTask<TaggerAttempt> MakeAsync(
        ITagger tagger,
        ImageToTag image,
        TimeSpan longest,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var result = await tagger.TagAsync(image, either.Token).ConfigureAwait(false);
            return new(result, null, MayHaveCost: true, IsUnknown: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ImageTaggingException fault)
        {
            return new(null, fault, fault.MayHaveCost, IsUnknown: false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or TimeoutException)
        {
            return Failed(
                ErrorCodes.TimedOut,
                $"The tagger did not answer within {longest.TotalSeconds:0.#} s.",
                isUnknown: false
            );
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return Failed(
                ErrorCodes.ConnectionFailed,
                "The tagger could not be reached: " + fault.Message,
                isUnknown: false,
                fault
            );
        }
        catch (Exception fault)
        {
            var message = $"The tagger failed with {fault.GetType().Name}: {fault.Message}";
            return Failed(ErrorCodes.TaggerFault, message, isUnknown: true, fault);
        }

        TaggerAttempt Failed(string code, string message, bool isUnknown, Exception? cause = null)
        {
            var failure = new ImageTaggingException(message, cause)
            {
                Kind = FailureKind.Transient,
                Code = code,
                Tagger = tagger.Info.Name,
                MayHaveCost = true,
            };
            return new(null, failure, MayHaveCost: true, isUnknown);
        }
    }
}
