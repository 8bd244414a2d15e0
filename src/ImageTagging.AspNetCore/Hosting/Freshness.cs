using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Hosting;

/// <summary>Reads the tag dictionary anew after what was written here, once for many writes in a row.</summary>
internal sealed class Freshness(IImageTaggingPipeline pipeline, IImageSearch search, ILogger logger)
{
    private readonly Lock _gate = new();
    private bool _isReading;
    private bool _isStale;
    private long _writes;

    /// <summary>How often something was written here.</summary>
    public long Writes
    {
        get
        {
            lock (_gate)
            {
                return _writes;
            }
        }
    }

    public void Touch()
    {
        lock (_gate)
        {
            _writes++;
            _isStale = true;
            if (_isReading)
            {
                return;
            }

            _isReading = true;
        }

        _ = Task.Run(ReadAsync);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_isStale)
                {
                    _isReading = false;
                    return;
                }

                _isStale = false;
            }

            try
            {
                await pipeline.Index.RefreshAsync().ConfigureAwait(false);
                await search.RefreshAsync().ConfigureAwait(false);
            }
            catch (ImageTaggingException fault) when (EmptyUntilMade.IsNotMade(fault))
            {
                // Nothing was written after all.
            }
            catch (Exception fault)
            {
                Log.DictionaryNotRead(logger, fault);
            }
        }
    }
}
