namespace ImageTagging.Evaluation;

/// <summary>Figures over ranked tags; weights, where given, count each image so many times.</summary>
internal static class Ranking
{
    /// <summary>
    /// Average precision as the step sum Σ (Rₙ − Rₙ₋₁) Pₙ over distinct confidences. Images without the tag form the last step,
    /// as if given with confidence 0: their number and how many of them are right close the curve.
    /// </summary>
    public static double AveragePrecision(Ranked[] ranked, int[] missed, double images, ReadOnlySpan<int> weights)
    {
        double positives = 0,
            missing = 0;
        foreach (var item in ranked)
        {
            positives += item.IsRight ? Weight(weights, item.Image) : 0;
        }

        foreach (var image in missed)
        {
            missing += Weight(weights, image);
        }

        positives += missing;
        if (positives == 0)
        {
            return 0;
        }

        double right = 0,
            given = 0,
            sum = 0;
        for (var i = 0; i < ranked.Length; )
        {
            var before = right;
            var confidence = ranked[i].Confidence;
            for (; i < ranked.Length && ranked[i].Confidence == confidence; i++)
            {
                double weight = Weight(weights, ranked[i].Image);
                given += weight;
                right += ranked[i].IsRight ? weight : 0;
            }

            if (given > 0)
            {
                sum += (right - before) * (right / given);
            }
        }

        // A confidence of 0 and no confidence at all are one step; the last one above may have been it.
        return (sum + (missing * (positives / images))) / positives;
    }

    public static (double? Threshold, double F1) Best(Ranked[] ranked, int support)
    {
        long right = 0;
        double best = 0;
        double? threshold = null;
        for (var i = 0; i < ranked.Length; )
        {
            var confidence = ranked[i].Confidence;
            for (; i < ranked.Length && ranked[i].Confidence == confidence; i++)
            {
                right += ranked[i].IsRight ? 1 : 0;
            }

            var f1 = TagScore.Ratio(2 * right, i + support);
            if (f1 > best)
            {
                (best, threshold) = (f1, confidence);
            }
        }

        return (threshold, best);
    }

    public static double F1(Ranked[] ranked, int[] missed, double threshold, ReadOnlySpan<int> weights)
    {
        double right = 0,
            wrong = 0,
            lacking = 0;
        foreach (var item in ranked)
        {
            double weight = Weight(weights, item.Image);
            if (item.Confidence >= threshold)
            {
                right += item.IsRight ? weight : 0;
                wrong += item.IsRight ? 0 : weight;
            }
            else
            {
                lacking += item.IsRight ? weight : 0;
            }
        }

        foreach (var image in missed)
        {
            lacking += Weight(weights, image);
        }

        var whole = (2 * right) + wrong + lacking;
        return whole == 0 ? 0 : 2 * right / whole;
    }

    private static int Weight(ReadOnlySpan<int> weights, int image) => weights.IsEmpty ? 1 : weights[image];
}
