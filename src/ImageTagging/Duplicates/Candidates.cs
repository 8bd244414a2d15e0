namespace ImageTagging.Duplicates;

/// <summary>
/// Pairs that are worth a look, without looking at all: pictures that agree in sixteen signs of their embeddings, or in a quarter of
/// their looks but for one bit, turned or not (multi-index hashing).
/// </summary>
internal sealed class Candidates(Signatures signatures, Buckets buckets)
{
    private const int SignBands = Signatures.Signs / 16;
    private const int LookBands = 4;
    private const int Turns = 4;

    // A value that so many share, such as that of black pictures, tells little: of each only its nearest before it are looked at.
    private const int Most = 64;

    /// <summary>Calls for each pair, a picture and one before it; some come more than once.</summary>
    public void Visit(Action<int, int> pair, CancellationToken cancellationToken)
    {
        for (var band = 0; band < SignBands; band++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = band;
            buckets.Sort(i => signatures.Space(i) == 0 ? -1 : signatures.Band(i, at));
            for (var value = 0; value < Buckets.Values; value++)
            {
                for (var i = buckets.Start(value) + 1; i < buckets.End(value); i++)
                {
                    for (var j = Math.Max(buckets.Start(value), i - Most); j < i; j++)
                    {
                        pair(buckets.At(i), buckets.At(j));
                    }
                }
            }
        }

        for (var band = 0; band < LookBands; band++)
        {
            VisitLooks(band, pair, cancellationToken);
        }
    }

    private void VisitLooks(int band, Action<int, int> pair, CancellationToken cancellationToken)
    {
        buckets.Sort(i => signatures.HasLook(i) ? Part(signatures.Look(i), band) : -1);
        for (var i = 0; i < signatures.Count; i++)
        {
            if (i % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!signatures.HasLook(i))
            {
                continue;
            }

            var look = signatures.Look(i);
            for (var turn = 0; turn < Turns; turn++)
            {
                var value = Part(look, band);
                for (var flip = 0; flip <= 16; flip++)
                {
                    var probe = flip == 16 ? value : value ^ (1 << flip);
                    var start = buckets.Start(probe);
                    var end = Math.Min(buckets.End(probe), start + Most);
                    for (var at = start; at < end && buckets.At(at) < i; at++)
                    {
                        // Seldom is what shares a part near in all the others.
                        if (look.DistanceTo(signatures.Look(buckets.At(at))) <= MostDistance)
                        {
                            pair(i, buckets.At(at));
                        }
                    }
                }

                look = look.Turned();
            }
        }
    }

    private const int MostDistance = 12;

    private static int Part(PerceptualHash look, int band) => (int)(look.Bits >> (band * 16) & 0xFFFF);
}
