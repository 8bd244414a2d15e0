namespace ImageTagging.Teaching;

/// <summary>The values of rules for examples that they were not learned from: calibration, threshold and quality are taken from it.</summary>
/// <param name="Values">The rule's value of each example.</param>
/// <param name="IsYes">What each example says.</param>
/// <param name="Folds">How many times examples were held back.</param>
internal sealed record HeldBack(double[] Values, IReadOnlyList<bool> IsYes, int Folds)
{
    private const int MostFolds = 5;

    // Slopes are mostly so. A few examples, or such as were asked about because they are hard, tell little of their own; how
    // firmly they are drawn to it was measured on photographs that no rule had seen.
    private const double UsualSlope = 8;
    private const double Firmness = 0.3;
    private const double LeastSlope = 1;

    /// <summary>Tags begin at the lowest band that a search can ask for.</summary>
    private const double LeastThreshold = 0.3;

    /// <summary>Holds each example back once; null where there are fewer than two of a kind.</summary>
    public static HeldBack? Of(double[,] kernel, IReadOnlyList<bool> isYes)
    {
        var yes = isYes.Count(y => y);
        var folds = Math.Min(MostFolds, Math.Min(yes, isYes.Count - yes));
        if (folds < 2)
        {
            return null;
        }

        // Each fold has its share of both kinds.
        var fold = new int[isYes.Count];
        int yesSeen = 0,
            noSeen = 0;
        for (var i = 0; i < fold.Length; i++)
        {
            fold[i] = (isYes[i] ? yesSeen++ : noSeen++) % folds;
        }

        var values = new double[isYes.Count];
        for (var held = 0; held < folds; held++)
        {
            var of = Enumerable.Range(0, fold.Length).Where(i => fold[i] != held).ToArray();
            var rule = RidgeFit.Fit(kernel, of, isYes);
            for (var i = 0; i < fold.Length; i++)
            {
                if (fold[i] == held)
                {
                    values[i] = RidgeFit.Value(kernel, i, of, rule);
                }
            }
        }

        return new(values, isYes, folds);
    }

    /// <summary>Log-odds by value (Platt's way, drawn to the usual slope): slope and offset.</summary>
    public (double Slope, double Offset) Calibrate()
    {
        var yes = IsYes.Count(y => y);
        // A few examples do not prove certainty.
        var (high, low) = ((yes + 1d) / (yes + 2), 1d / (IsYes.Count - yes + 2));
        double slope = UsualSlope,
            offset = -UsualSlope / 2;
        for (var round = 0; round < 50; round++)
        {
            double gradientSlope = Firmness * (UsualSlope - slope),
                gradientOffset = 0,
                a = Firmness,
                b = 0,
                c = 1e-9;
            for (var i = 0; i < Values.Length; i++)
            {
                var share = Numerals.Share((slope * Values[i]) + offset);
                var fault = (IsYes[i] ? high : low) - share;
                var curve = share * (1 - share);
                gradientSlope += fault * Values[i];
                gradientOffset += fault;
                a += curve * Values[i] * Values[i];
                b += curve * Values[i];
                c += curve;
            }

            var determinant = (a * c) - (b * b);
            var (stepSlope, stepOffset) = (
                ((c * gradientSlope) - (b * gradientOffset)) / determinant,
                ((a * gradientOffset) - (b * gradientSlope)) / determinant
            );
            // Newton's steps overshoot where nearly all is certain.
            var size = Math.Max(Math.Abs(stepSlope), Math.Abs(stepOffset));
            var shortened = size > 4 ? 4 / size : 1;
            (slope, offset) = (slope + (stepSlope * shortened), offset + (stepOffset * shortened));
            if (size < 1e-6)
            {
                break;
            }
        }

        // Values that rank what was held back the wrong way round make no confidence; the rule of all examples ranks all the same.
        return slope >= LeastSlope
            ? (slope, offset)
            : (LeastSlope, Math.Log((yes + 1d) / (IsYes.Count - yes + 1d)) - (LeastSlope * Values.Average()));
    }

    /// <summary>The confidence (0–1) from which on to give the tag: the wanted precision with the most recall, else the best balance.</summary>
    public double Threshold((double Slope, double Offset) calibration, double? precision)
    {
        var all = IsYes.Count(y => y);
        var (best, threshold) = (-1d, 1d);
        var (seen, right) = (0, 0);
        var ranked = Enumerable
            .Range(0, Values.Length)
            .Select(i => (Share: Numerals.Share((calibration.Slope * Values[i]) + calibration.Offset), IsYes: IsYes[i]))
            .OrderByDescending(e => e.Share)
            .ToArray();
        for (var i = 0; i < ranked.Length && ranked[i].Share >= LeastThreshold; i++)
        {
            seen++;
            right += ranked[i].IsYes ? 1 : 0;
            if (i + 1 < ranked.Length && ranked[i + 1].Share == ranked[i].Share)
            {
                continue;
            }

            var exact = right / (double)seen;
            var good = precision is { } wanted
                ? exact >= wanted
                    ? right
                    : -1
                : right == 0
                    ? 0
                    : 2 * exact * right / all / (exact + (right / (double)all));
            if (good > best || (precision is not null && good >= 0 && good == best))
            {
                // Half-way to the next: as much room on either side.
                var next = i + 1 < ranked.Length ? Math.Max(LeastThreshold, ranked[i + 1].Share) : LeastThreshold;
                (best, threshold) = (good, (ranked[i].Share + next) / 2);
            }
        }

        return best < 0 ? Math.Max(LeastThreshold, ranked is [var first, ..] ? first.Share : 1) : threshold;
    }

    /// <summary>The quality at a threshold.</summary>
    public TaughtQuality Quality((double Slope, double Offset) calibration, double threshold)
    {
        int given = 0,
            right = 0,
            seen = 0,
            hits = 0;
        var sum = 0d;
        foreach (var i in Enumerable.Range(0, Values.Length).OrderByDescending(i => Values[i]))
        {
            var isGiven = Numerals.Share((calibration.Slope * Values[i]) + calibration.Offset) >= threshold;
            given += isGiven ? 1 : 0;
            right += isGiven && IsYes[i] ? 1 : 0;
            seen++;
            if (IsYes[i])
            {
                hits++;
                sum += hits / (double)seen;
            }
        }

        return new(MeasuredShare.Of(right, given), MeasuredShare.Of(right, hits), sum / Math.Max(1, hits), Folds);
    }
}
