using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImageTagging.Planning;

namespace ImageTagging.Running;

/// <summary>A run's outcomes on their way to whoever takes them: no more pictures are under way than a few thousand ahead of that.</summary>
internal sealed class OutcomeFlow : IDisposable
{
    private const int MostAtOnce = 4_096;

    // Without a bound of its own: the room bounds what is under way, and who reports must never wait, or the writer would stand still.
    private readonly Channel<ImageOutcome> _outcomes = Channel.CreateUnbounded<ImageOutcome>(new() { SingleReader = true });

    /// <summary>Room for pictures that are taken up; given back as their outcomes are taken.</summary>
    public SemaphoreSlim Room { get; } = new(MostAtOnce);

    /// <summary>Hands an outcome on; never waits.</summary>
    public void Report(ImageOutcome outcome) => _outcomes.Writer.TryWrite(outcome);

    /// <summary>No outcome comes any more.</summary>
    public void Complete() => _outcomes.Writer.TryComplete();

    /// <summary>The pictures, each once there is room for it.</summary>
    public async IAsyncEnumerable<PlannedImage> WithRoomAsync(
        IAsyncEnumerable<PlannedImage> pictures,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        await foreach (var picture in pictures.ConfigureAwait(false))
        {
            // A picture that was planned has an outcome even when the run stops: it is left.
            await Room.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            yield return picture;
        }
    }

    /// <summary>The outcomes of a run as they come, to its end. Who stops early waits for what is in flight.</summary>
    /// <param name="work">The run; completes the flow, whatever its end.</param>
    /// <param name="stop">Stops the run.</param>
    public async IAsyncEnumerable<ImageOutcome> OfAsync(Func<Task> work, CancellationTokenSource stop)
    {
        var working = Task.Run(work, CancellationToken.None);
        try
        {
            await foreach (var outcome in _outcomes.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                Room.Release();
                yield return outcome;
            }
        }
        finally
        {
            // At the end this does nothing.
            await stop.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await working.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => Room.Dispose();
}
