namespace ImageTagging.Evaluation;

/// <summary>Figures over ranked tags.</summary>
internal static class Ranking
{
    /// <summary>
    /// Average precision as the step sum Σ (Rₙ − Rₙ₋₁) Pₙ over distinct confidences. Images without the tag form the last step,
    /// as if given with confidence 0: their number and how many of them are right close the curve.
    /// </summary>
    public static double AveragePrecision(RankedTag tag, double images)
    {
        if (tag.Support == 0)
        {
            return 0;
        }

        var ranked = tag.Ranked;
        double right = 0,
            sum = 0,
            last = tag.Missed.Length;
        for (var i = 0; i < ranked.Length; )
        {
            var before = right;
            var confidence = ranked[i].Confidence;
            for (; i < ranked.Length && ranked[i].Confidence == confidence; i++)
            {
                right += ranked[i].IsRight ? 1 : 0;
            }

            if (confidence <= 0)
            {
                last += right - before;
            }
            else
            {
                sum += (right - before) * (right / i);
            }
        }

        return (sum + (last * (tag.Support / images))) / tag.Support;
    }

    public static (double? Threshold, double F1) Best(RankedTag tag)
    {
        long right = 0;
        double best = 0;
        double? threshold = null;
        for (var i = 0; i < tag.Ranked.Length; )
        {
            var confidence = tag.Ranked[i].Confidence;
            for (; i < tag.Ranked.Length && tag.Ranked[i].Confidence == confidence; i++)
            {
                right += tag.Ranked[i].IsRight ? 1 : 0;
            }

            var f1 = TagScore.Ratio(2 * right, i + tag.Support);
            if (f1 > best)
            {
                (best, threshold) = (f1, confidence);
            }
        }

        return (threshold, best);
    }
}
