using System.Numerics.Tensors;

namespace ImageTagging.Semantics;

/// <summary>The meanings of a list's names, known from its start on as far as it was worked out.</summary>
internal sealed class NameVectors(IReadOnlyList<string> names, int count)
{
    // What the nearest name must reach: where the model knows the words of both, of one, of neither. Words of other languages and
    // typed nonsense are near to rare names by their pieces alone. Tuned on everyday words whose own tags were taken away, on
    // sixty foreign and on twenty made-up ones.
    private static readonly float[] s_near = [0.38f, 0.55f, 0.75f];

    // From half of that on a further name says something beside the nearest.
    private const float Least = 0.5f;

    private readonly Meaning[] _meanings = new Meaning[count];
    private int _filled;

    public int Count => count;

    /// <summary>How many of the first names are known.</summary>
    public int Filled => Volatile.Read(ref _filled);

    public bool IsFull => Filled >= count;

    public IEnumerable<string> NamesUpTo(int to) => Enumerable.Range(Filled, to - Filled).Select(i => names[i]);

    /// <summary>Makes the names up to a place known; one caller at a time.</summary>
    public void Fill(int to, Func<string, Meaning> of)
    {
        for (var i = Filled; i < to; i++)
        {
            _meanings[i] = of(names[i]);
        }

        Volatile.Write(ref _filled, to);
    }

    /// <summary>The known names nearest to a text; none where none is near enough.</summary>
    public IReadOnlyList<NearName> Nearest(Meaning text, int size)
    {
        var found = new List<(int Name, float Similarity)>();
        var best = 0f;
        var filled = Filled;
        for (var i = 0; i < filled; i++)
        {
            var meaning = _meanings[i];
            var similarity = TensorPrimitives.Dot<float>(text.Vector, meaning.Vector);
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
