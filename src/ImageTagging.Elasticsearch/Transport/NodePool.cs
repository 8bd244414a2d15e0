using System.Net.Http.Headers;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>The nodes, those that answer first; one that could not be reached is left alone for a while, longer each time.</summary>
internal sealed class NodePool
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private readonly Node[] _nodes;
    private readonly TimeProvider _time;
    private uint _next;

    public NodePool(IEnumerable<(Uri Address, AuthenticationHeaderValue? LogIn)> nodes, TimeProvider time)
    {
        _nodes = [.. nodes.Select(n => new Node(n.Address, n.LogIn))];
        _time = time;
    }

    public int Count => _nodes.Length;

    /// <summary>Every node once, the living in turn, then the others, those that rest longest last.</summary>
    public IReadOnlyList<Node> InOrder()
    {
        if (_nodes.Length == 1)
        {
            return _nodes;
        }

        var now = _time.GetUtcNow();
        var start = Interlocked.Increment(ref _next);
        return
        [
            .. Enumerable
                .Range(0, _nodes.Length)
                .Select(i => _nodes[(start + (uint)i) % (uint)_nodes.Length])
                .OrderBy(n => n.RestsUntil is { } until && until > now ? until : DateTimeOffset.MinValue),
        ];
    }

    public void Failed(Node node)
    {
        var faults = Math.Min(node.Faults + 1, 10);
        var rest = s_first * Math.Pow(2, faults - 1);
        node.Faults = faults;
        node.RestsUntil = _time.GetUtcNow() + (rest < s_longest ? rest : s_longest);
    }

    public static void Answered(Node node)
    {
        if (node.Faults != 0)
        {
            node.Faults = 0;
            node.RestsUntil = null;
        }
    }

    internal sealed class Node(Uri address, AuthenticationHeaderValue? logIn)
    {
        private long _restsUntil;
        private volatile int _faults;

        public Uri Address { get; } = address;

        public AuthenticationHeaderValue? LogIn { get; } = logIn;

        public int Faults
        {
            get => _faults;
            set => _faults = value;
        }

        public DateTimeOffset? RestsUntil
        {
            get => Interlocked.Read(ref _restsUntil) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;
            set => Interlocked.Exchange(ref _restsUntil, value?.UtcTicks ?? 0);
        }
    }
}
