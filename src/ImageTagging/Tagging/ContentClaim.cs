namespace ImageTagging.Tagging;

/// <summary>One picture's claim on its contents, from before it is called for until the index shows it.</summary>
internal sealed class ContentClaim(ImageName image, IReadOnlyList<ContentId> contents, ulong[] hashes)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Written by the worker that called, read by those that wait for equal content; let go of when the record tells them.
    private volatile LabelMatch?[]? _matches;
    private volatile IReadOnlyList<ContentId>? _contents = contents;

    /// <summary>The picture.</summary>
    public ImageName Image => image;

    /// <summary>The key that contents in flight are found by.</summary>
    public ulong[] Hashes => hashes;

    /// <summary>Done once its taggers were called.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Which refresh was the last to begin before it was acknowledged.</summary>
    public long AcknowledgedAt { get; set; }

    /// <summary>The contents while they are at hand; null later, when the record tells them.</summary>
    public IReadOnlyList<ContentId>? Contents => _contents;

    /// <summary>The answers by the taggers' order, while they are at hand; null later, when the record tells them.</summary>
    public LabelMatch?[]? Matches => _matches;

    /// <summary>The taggers were called.</summary>
    public void Answer(LabelMatch?[] matches)
    {
        _matches = matches;
        _answered.TrySetResult();
    }

    /// <summary>Lets go of what a record tells by now.</summary>
    public void Settle()
    {
        (_matches, _contents) = (null, null);
        _answered.TrySetResult();
    }
}
