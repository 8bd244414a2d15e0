using Elastic.Transport;
using Elastic.Transport.Diagnostics.Auditing;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>The nodes of the options, those that answer first; by the index's clock, which Elastic's own pools do not take.</summary>
internal sealed class SearchNodes(IEnumerable<Uri> nodes, TimeProvider time) : NodePool
{
    private readonly Node[] _nodes = [.. nodes.Select(n => new Node(n))];
    private uint _next;

    public override DateTimeOffset? LastUpdate { get; protected set; }

    public override int MaxRetries => 0;

    public override IReadOnlyCollection<Node> Nodes => _nodes;

    // A pool of one node that does not support it has requests repeated by the transport.
    public override bool SupportsPinging => true;

    public override bool SupportsReseeding => false;

    public override void Reseed(IEnumerable<Node> nodes) { }

    /// <summary>Every node once, the living in turn, then the others, those that rest longest last.</summary>
    public override IEnumerable<Node> CreateView(Auditor? auditor = null)
    {
        if (_nodes.Length == 1)
        {
            return _nodes;
        }

        var now = time.GetUtcNow();
        var start = Interlocked.Increment(ref _next);
        return Enumerable
            .Range(0, _nodes.Length)
            .Select(i => _nodes[(start + (uint)i) % (uint)_nodes.Length])
            .OrderBy(n => n.IsAlive || n.DeadUntil <= now ? DateTimeOffset.MinValue : n.DeadUntil);
    }
}
