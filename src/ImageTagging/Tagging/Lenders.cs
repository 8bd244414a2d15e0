namespace ImageTagging.Tagging;

/// <summary>
/// The pictures that taggers were called for of late, or are called for now, so that their near duplicates share the answers. What is
/// older is in the index. One for a pipeline; threads share it.
/// </summary>
internal sealed class Lenders
{
    /// <summary>The most that are held of each tagger; more than are called for until an index shows them.</summary>
    private const int Most = 4_096;

    // Who finds no lender becomes one in the same step: of two pictures that look alike at once, one is called for.
    private readonly Lock _lock = new();
    private readonly LinkedList<Lender>[] _lenders;

    public Lenders(int taggers) => _lenders = [.. Enumerable.Range(0, taggers).Select(_ => new LinkedList<Lender>())];

    /// <summary>The nearest that may serve a picture; where none does, the picture becomes one itself and is to be called for.</summary>
    /// <param name="tagger">The tagger.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="reuse">How near is near enough.</param>
    /// <param name="useless">Those that were waited for already and have no answer that serves.</param>
    /// <param name="lender">The other one, or the picture's own.</param>
    /// <returns>Whether it is the picture's own: whoever gets it settles it, whatever happens.</returns>
    public bool TryBecome(
        int tagger,
        Likeness picture,
        NearDuplicateReuse reuse,
        IReadOnlyCollection<Lender> useless,
        out Lender lender
    )
    {
        lock (_lock)
        {
            Lender? nearest = null;
            var most = double.MinValue;
            foreach (var other in _lenders[tagger])
            {
                // Its own former answer was for other bytes, or would have been found by them.
                if (
                    other.Picture.Name != picture.Name
                    && other.SimilarityTo(picture, reuse) is { } similarity
                    && similarity > most
                    && !useless.Contains(other)
                )
                {
                    (nearest, most) = (other, similarity);
                }
            }

            if (nearest is not null)
            {
                lender = nearest;
                return false;
            }

            lender = new(picture);
            Add(tagger, lender);
            return true;
        }
    }

    /// <summary>Says what became of a call; without an answer the next one is called for.</summary>
    public void Settle(int tagger, Lender lender, TaggerState? answer)
    {
        if (answer is null)
        {
            lock (_lock)
            {
                _lenders[tagger].Remove(lender);
            }
        }

        lender.Settle(answer);
    }

    /// <summary>An answer serves a picture.</summary>
    public void Serve(Lender lender, Likeness picture)
    {
        lock (_lock)
        {
            lender.Serve(picture);
        }
    }

    /// <summary>Adds one that the index had, which serves a picture.</summary>
    public void Add(int tagger, Likeness picture, TaggerState answer, Likeness served)
    {
        var lender = new Lender(picture);
        lender.Settle(answer);
        lender.Serve(served);
        lock (_lock)
        {
            Add(tagger, lender);
        }
    }

    private void Add(int tagger, Lender lender)
    {
        // The oldest goes; who still waits for it has it.
        if (_lenders[tagger].Count == Most)
        {
            _lenders[tagger].RemoveFirst();
        }

        _lenders[tagger].AddLast(lender);
    }
}
