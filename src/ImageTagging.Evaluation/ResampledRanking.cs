namespace ImageTagging.Evaluation;

/// <summary>F1 and average precision of one ranked tag in many drawings at once, as <see cref="Ranking"/> has them for one.</summary>
internal sealed class ResampledRanking
{
    private readonly Resamples _resamples;
    private readonly int _first;
    private readonly int[] _given;
    private readonly int[] _right;
    private readonly int[] _before;
    private readonly int[] _givenAtThreshold;
    private readonly int[] _rightAtThreshold;
    private readonly double[] _sum;
    private readonly double[] _last;

    private ResampledRanking(Resamples resamples, int first, int count)
    {
        (_resamples, _first) = (resamples, first);
        (_given, _right, _before) = (new int[count], new int[count], new int[count]);
        (_givenAtThreshold, _rightAtThreshold) = (new int[count], new int[count]);
        (_sum, _last) = (new double[count], new double[count]);
    }

    /// <summary>Fills in the figures of the drawings from <paramref name="first"/> on.</summary>
    public static void Figures(
        RankedTag tag,
        double images,
        double threshold,
        Resamples resamples,
        int first,
        Span<double> f1,
        Span<double> averagePrecision
    )
    {
        var ranking = new ResampledRanking(resamples, first, f1.Length);
        ranking.Walk(tag, threshold);
        for (var k = 0; k < f1.Length; k++)
        {
            double positives = ranking._right[k];
            if (positives > 0)
            {
                f1[k] = 2 * ranking._rightAtThreshold[k] / (ranking._givenAtThreshold[k] + positives);
                averagePrecision[k] = (ranking._sum[k] + (ranking._last[k] * (positives / images))) / positives;
            }
        }
    }

    private void Walk(RankedTag tag, double threshold)
    {
        var ranked = tag.Ranked;
        for (var i = 0; i < ranked.Length; )
        {
            var confidence = ranked[i].Confidence;
            var anyRight = false;
            for (; i < ranked.Length && ranked[i].Confidence == confidence; i++)
            {
                var counts = _resamples.Of(ranked[i].Image, _first, _given.Length);
                Add(_given, counts);
                if (ranked[i].IsRight)
                {
                    Add(_right, counts);
                    anyRight = true;
                }
            }

            if (anyRight)
            {
                Step(isLast: confidence <= 0);
            }

            if (confidence >= threshold && (i == ranked.Length || ranked[i].Confidence < threshold))
            {
                _given.CopyTo(_givenAtThreshold, 0);
                _right.CopyTo(_rightAtThreshold, 0);
            }
        }

        foreach (var image in tag.Missed)
        {
            Add(_right, _resamples.Of(image, _first, _right.Length));
        }

        Step(isLast: true);
    }

    private void Step(bool isLast)
    {
        for (var k = 0; k < _right.Length; k++)
        {
            var gained = _right[k] - _before[k];
            if (gained == 0)
            {
                continue;
            }

            _before[k] = _right[k];
            if (isLast)
            {
                _last[k] += gained;
            }
            else
            {
                _sum[k] += gained * ((double)_right[k] / _given[k]);
            }
        }
    }

    private static void Add(int[] sums, ReadOnlySpan<byte> counts)
    {
        for (var k = 0; k < sums.Length && k < counts.Length; k++)
        {
            sums[k] += counts[k];
        }
    }
}
