using ImageTagging.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Teaching;

/// <summary>Brings taught tags into the pictures while people go on; one at a time, as it looks again for what was taught meanwhile.</summary>
internal sealed class TeachBoard(ITagTeacher teacher, Freshness freshness, ILogger logger, CancellationToken stopping)
    : IProgress<long>
{
    private readonly Lock _gate = new();
    private long? _seen;
    private bool _again;

    /// <summary>How many pictures were looked through; null where nothing is under way.</summary>
    public long? Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <summary>Why the last time ended early; null where it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Starts, or has what is under way look again at its end.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_seen is not null)
            {
                _again = true;
                return;
            }

            _seen = 0;
        }

        _ = Task.Run(ApplyAsync, CancellationToken.None);
    }

    /// <inheritdoc />
    public void Report(long value)
    {
        lock (_gate)
        {
            _seen = value;
        }
    }

    private async Task ApplyAsync()
    {
        while (true)
        {
            string? fault = null;
            try
            {
                await teacher.ApplyAsync(this, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                fault = "The server was stopped; the next run goes on.";
            }
            catch (Exception raised)
            {
                // Nobody waits for it: whoever looks is told.
                Log.TeachingFailed(logger, raised);
                fault = raised is ImageTaggingException told
                    ? told.Message
                    : "It could not be brought into all pictures; the next run goes on.";
            }

            freshness.Touch();
            lock (_gate)
            {
                Fault = fault;
                if (!_again || stopping.IsCancellationRequested)
                {
                    _seen = null;
                    return;
                }

                (_again, _seen) = (false, 0);
            }
        }
    }
}
