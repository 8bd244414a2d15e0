using System.Collections.Concurrent;

namespace ImageTagging.Running;

/// <summary>Which keys are being worked on, so that a listing that comes again waits for its first outcome. Threads share it.</summary>
internal sealed class KeysAtWork
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _keys = new(StringComparer.Ordinal);

    /// <summary>Takes a key; false where it is at work already.</summary>
    public bool TryEnter(string key) =>
        _keys.TryAdd(key, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends when the key is no longer at work.</summary>
    public Task GoneAsync(string key) => _keys.TryGetValue(key, out var atWork) ? atWork.Task : Task.CompletedTask;

    /// <summary>Gives a key back.</summary>
    public void Leave(string key)
    {
        // Out of the table first: whoever waited takes the key at once.
        if (_keys.TryRemove(key, out var atWork))
        {
            atWork.TrySetResult();
        }
    }
}
