namespace ImageTagging.Tagging;

/// <summary>A picture whose answer may serve its near duplicates.</summary>
internal sealed class Lender(Likeness picture)
{
    // A burst moves on: what is near to a picture that was served may be a little farther from the one that was called for.
    private const double Farther = 0.08;
    private const int MostServed = 16;

    private readonly List<Likeness> _served = [];
    private readonly TaskCompletionSource<TaggerState?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The picture.</summary>
    public Likeness Picture => picture;

    /// <summary>The tagger's answer, once it was called; null where there is none.</summary>
    public Task<TaggerState?> Answer => _answer.Task;

    /// <summary>How similar a picture is that the answer may serve; null where it may not. Under the lock of <see cref="Lenders"/>.</summary>
    public double? SimilarityTo(Likeness other, NearDuplicateReuse reuse)
    {
        var own = other.SimilarityTo(picture, reuse with { Similarity = reuse.Similarity - Farther });
        if (own is null || own >= reuse.Similarity)
        {
            return own;
        }

        foreach (var served in _served)
        {
            if (other.SimilarityTo(served, reuse) is not null)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>Remembers one that the answer serves. Under the lock of <see cref="Lenders"/>.</summary>
    public void Serve(Likeness other)
    {
        if (_served.Count < MostServed)
        {
            _served.Add(other);
        }
    }

    /// <summary>Frees those who wait.</summary>
    public void Settle(TaggerState? answer) => _answer.TrySetResult(answer);

    /// <summary>An answer as it serves another picture: what is only the lender's stays with it.</summary>
    public static TaggerState Lent(TaggerState answer, ImageName lender) =>
        answer with
        {
            Labels = [.. answer.Labels.Select(l => l.Boxes.Count == 0 ? l : l with { Boxes = [] })],
            Embedding = null,
            Facts = null,
            Warning = null,
            Failure = null,
            BorrowedFrom = lender,
        };

    /// <summary>Tells if an answer is the picture's own, for bytes that are known: a borrowed one is lent no further, so that nobody is served by what is far from the picture that was called for.</summary>
    public static bool Lends(TaggerState answer) => answer is { HasAnswer: true, IsListedContent: true, BorrowedFrom: null };
}
