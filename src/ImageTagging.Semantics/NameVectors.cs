namespace ImageTagging.Semantics;

/// <summary>The meanings of a list's names, as far as they are known.</summary>
internal sealed class NameVectors(IReadOnlyList<string> names, int count)
{
    // What the nearest name must reach: where the model knows the words of both, of one, of neither. Words of other languages and
    // typed nonsense are near to rare names by their pieces alone. Tuned on everyday words whose own tags were taken away, on
    // sixty foreign and on twenty made-up ones.
    private static readonly float[] s_near = [0.38f, 0.55f, 0.75f];

    // From half of that on a further name says something beside the nearest.
    private const float Least = 0.5f;

    // Each is set once, by the one caller that fills, and read by any.
    private readonly Meaning?[] _meanings = new Meaning?[count];
    private int _filled;

    public int Count => count;

    /// <summary>Up to here all names are known.</summary>
    public int Filled => Volatile.Read(ref _filled);

    public bool IsFull => Filled >= count;

    /// <summary>The names that are not known up to a place.</summary>
    public IEnumerable<string> MissingUpTo(int to) =>
        Enumerable.Range(Filled, Math.Max(0, to - Filled)).Where(i => _meanings[i] is null).Select(i => names[i]);

    /// <summary>All that are known.</summary>
    public IEnumerable<(string Name, Meaning Meaning)> Known =>
        Enumerable.Range(0, count).Where(i => _meanings[i] is not null).Select(i => (names[i], _meanings[i]!));

    /// <summary>Makes all names known that somebody knows; one caller at a time.</summary>
    public void Take(Func<string, Meaning?> of)
    {
        for (var i = 0; i < count; i++)
        {
            Volatile.Write(ref _meanings[i], of(names[i]));
        }
    }

    /// <summary>Makes the names up to a place known; one caller at a time.</summary>
    public void Fill(int to, Func<string, Meaning> of)
    {
        for (var i = Filled; i < to; i++)
        {
            if (_meanings[i] is null)
            {
                Volatile.Write(ref _meanings[i], of(names[i]));
            }
        }

        Volatile.Write(ref _filled, to);
    }

    /// <summary>The known names nearest to a text; none where none is near enough.</summary>
    public IReadOnlyList<NearName> Nearest(Meaning text, int size)
    {
        var found = new List<(int Name, float Similarity)>();
        var best = 0f;
        for (var i = 0; i < count; i++)
        {
            if (Volatile.Read(ref _meanings[i]) is not { } meaning)
            {
                continue;
            }

            var similarity = Vectors.Dot(text.Vector.Span, meaning.Vector.Span);
            var near = s_near[(text.IsPieced ? 1 : 0) + (meaning.IsPieced ? 1 : 0)];
            if (similarity >= near * Least)
            {
                found.Add((i, similarity));
                best = similarity >= near ? Math.Max(best, similarity) : best;
            }
        }

        return best == 0
            ? []
            :
            [
                .. found
                    .OrderByDescending(f => f.Similarity)
                    .ThenBy(f => f.Name)
                    .Take(size)
                    .Select(f => new NearName(names[f.Name], Math.Min(1, f.Similarity))),
            ];
    }
}
