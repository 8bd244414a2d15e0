namespace ImageTagging.AspNetCore.Uploads;

/// <summary>One work at a time for each content: the same bytes twice at once, and the second finds what the first stored.</summary>
internal sealed class ContentGates
{
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    public async Task<T> RunAsync<T>(string content, Func<Task<T>> work)
    {
        Gate gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(content, out gate!))
            {
                _gates[content] = gate = new();
            }

            gate.Users++;
        }

        await gate.Turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            gate.Turn.Release();
            lock (_gates)
            {
                // The last one out takes the gate away; while one waits, all others wait at the same.
                if (--gate.Users == 0)
                {
                    _gates.Remove(content);
                    gate.Turn.Dispose();
                }
            }
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }
}
