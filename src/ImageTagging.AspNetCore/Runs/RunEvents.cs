using System.Text.Json;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Runs;

/// <summary>A run's news as server-sent events, to a bounded number of watchers.</summary>
internal sealed class RunEvents(WebParts parts)
{
    private const int MostWatchers = 100;
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(15);
    private int _watchers;

    public async Task WriteAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref _watchers);
            throw new WebProblemException(new(503, "Busy", "It cannot be done now.", "Too many watch the run already."));
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, parts.Stopping);
            await WatchAsync(context.Response, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The watcher left, or the server stops.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async Task WatchAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.WriteAsync("retry: 3000\n\n", cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            var (view, news) = parts.Runs.Look();
            var json = JsonSerializer.Serialize(view, WebJson.Default.RunView);
            var kind = view.State == "ended" ? "ended" : "progress";
            await response.WriteAsync($"event: {kind}\ndata: {json}\n\n", cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            while (!await HasEndedAsync(news, cancellationToken).ConfigureAwait(false))
            {
                // A comment, so that nothing between us takes the silence for the end.
                await response.WriteAsync(": still here\n\n", cancellationToken).ConfigureAwait(false);
                await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> HasEndedAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(s_beat, parts.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
