namespace ImageTagging.Evaluation;

/// <summary>Keeps the worst of many mistakes of one kind.</summary>
internal sealed class WorstItems(int most)
{
    private readonly PriorityQueue<(int Tag, Ranked Item), double> _queue = new();

    public int Count => _queue.Count;

    public IEnumerable<(int Tag, Ranked Item)> Items => _queue.UnorderedItems.Select(i => i.Element);

    public void Add(int tag, Ranked item)
    {
        var weight = item.IsRight ? 100 - item.Confidence : item.Confidence;
        if (_queue.Count < most)
        {
            _queue.Enqueue((tag, item), weight);
        }
        else if (_queue.TryPeek(out _, out var least) && weight > least)
        {
            _queue.EnqueueDequeue((tag, item), weight);
        }
    }
}
