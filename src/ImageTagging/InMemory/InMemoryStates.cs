using System.Globalization;

namespace ImageTagging.InMemory;

/// <summary>Named state with compare and swap; every member under one lock.</summary>
internal sealed class InMemoryStates
{
    // A token is compared and replaced in one step: of two that write on the same one, one is told.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StateEntry> _entries = new(StringComparer.Ordinal);
    private long _writes;

    public StateEntry? Read(string name)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(name);
        }
    }

    public bool TryWrite(StateEntry next)
    {
        lock (_lock)
        {
            if (!string.Equals(_entries.GetValueOrDefault(next.Name)?.Token, next.Token, StringComparison.Ordinal))
            {
                return false;
            }

            if (next.Value is null)
            {
                _entries.Remove(next.Name);
            }
            else
            {
                _entries[next.Name] = next with { Token = (++_writes).ToString(CultureInfo.InvariantCulture) };
            }

            return true;
        }
    }

    public IReadOnlyList<StateEntry> List(string prefix)
    {
        lock (_lock)
        {
            return
            [
                .. _entries
                    .Values.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(e => e.Name, KeyOrder.Instance),
            ];
        }
    }
}
