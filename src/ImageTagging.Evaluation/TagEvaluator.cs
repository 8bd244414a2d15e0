using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Evaluation;

/// <summary>Compares tags with the truth. Stateless; any thread may use it.</summary>
public static class TagEvaluator
{
    /// <summary>Compares given tags with the truth.</summary>
    /// <param name="truth">What the images show.</param>
    /// <param name="predictions">The given tags; of one image and tag the highest confidence counts.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ImageTaggingException">An option is out of its range.</exception>
    public static EvaluationReport Evaluate(
        GroundTruth truth,
        IEnumerable<Prediction> predictions,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predictions);
        options ??= new();
        options.Validate();
        var given = GivenTags.Read(truth, predictions, options, cancellationToken);
        var resamples = new Resamples(truth.Count, options);
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        var scores = new TagScore[given.Tags.Count];
        Parallel.For(0, scores.Length, parallel, i => scores[i] = Score(given.Tags[i], truth.Count, options, resamples).Score);

        scores = WithAsked(scores, options.Asked);
        var all = given.Together();
        var inTruth = scores.Where(s => s.Support > 0).ToArray();
        var calibration = Calibration(all.Ranked);
        var (overall, drawings) = Score(all, (double)truth.Count * given.Tags.Count, options, resamples);
        return new()
        {
            Threshold = options.Threshold,
            Images = truth.Count,
            OutsideTruth = given.OutsideTruth,
            Overall = overall,
            MacroF1 = inTruth.Length == 0 ? 0 : inTruth.Average(s => s.F1),
            MeanAveragePrecision = inTruth.Length == 0 ? 0 : inTruth.Average(s => s.AveragePrecision),
            Searches = SearchOutcome.Of(scores, options.Asked),
            Tags =
            [
                .. scores
                    .OrderByDescending(s => s.Asked)
                    .ThenByDescending(s => s.Support)
                    .ThenBy(s => s.Tag, StringComparer.Ordinal),
            ],
            Curve = Curve(all),
            Calibration = calibration,
            CalibrationError =
                all.Ranked.Length == 0
                    ? 0
                    : calibration.Sum(b => b.Count * Math.Abs((b.MeanConfidence / 100) - b.Accuracy)) / all.Ranked.Length,
            Mistakes = given.Mistakes(options),
            Drawings = drawings,
            Seed = options.Seed,
            ImagesHash = Hash(truth.Images),
        };
    }

    private static TagScore[] WithAsked(TagScore[] scores, IReadOnlyDictionary<string, double>? asked)
    {
        if (asked is null)
        {
            return scores;
        }

        var times = asked
            .GroupBy(a => TagName.Normalize(a.Key), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(a => a.Value), StringComparer.Ordinal);
        return [.. scores.Select(s => s with { Asked = times.GetValueOrDefault(s.Tag) })];
    }

    /// <summary>Precision and recall of one tag, or of all together, confidence falling.</summary>
    internal static IReadOnlyList<CurvePoint> Curve(RankedTag tag)
    {
        var points = new List<CurvePoint>();
        long right = 0;
        for (var i = 0; i < tag.Ranked.Length; )
        {
            var confidence = tag.Ranked[i].Confidence;
            for (; i < tag.Ranked.Length && tag.Ranked[i].Confidence == confidence; i++)
            {
                right += tag.Ranked[i].IsRight ? 1 : 0;
            }

            points.Add(new(confidence, TagScore.Ratio(right, i), TagScore.Ratio(right, tag.Support)));
        }

        return points;
    }

    private static (TagScore Score, double[] Drawings) Score(
        RankedTag tag,
        double images,
        EvaluationOptions options,
        Resamples resamples
    )
    {
        long right = 0,
            wrong = 0;
        foreach (var item in tag.Ranked)
        {
            if (item.Confidence >= options.Threshold)
            {
                right += item.IsRight ? 1 : 0;
                wrong += item.IsRight ? 0 : 1;
            }
        }

        var precision = Ranking.AveragePrecision(tag, images);
        var (threshold, best) = Ranking.Best(tag);
        var f1 = new double[resamples.Count];
        var average = new double[resamples.Count];
        // Tags run at once; all together are as long as everything else, and are shared out by drawings.
        var parts = tag.Tag.Length == 0 ? Math.Min(Environment.ProcessorCount, resamples.Count) : 1;
        Parallel.For(0, parts, Resample);
        var score = new TagScore
        {
            Tag = tag.Tag,
            TruePositives = right,
            FalsePositives = wrong,
            FalseNegatives = tag.Support - right,
            AveragePrecision = precision,
            BestThreshold = threshold,
            BestF1 = best,
        };
        return (
            score with
            {
                F1Interval = Interval.OfSamples([.. f1], score.F1),
                AveragePrecisionInterval = Interval.OfSamples(average, precision),
            },
            f1
        );

        void Resample(int part)
        {
            var (from, to) = (f1.Length * part / parts, f1.Length * (part + 1) / parts);
            ResampledRanking.Figures(
                tag,
                images,
                options.Threshold,
                resamples,
                from,
                f1.AsSpan(from..to),
                average.AsSpan(from..to)
            );
        }
    }

    private static string Hash(IEnumerable<string> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in images)
        {
            // Each behind its length, so that no two lists are one text.
            var name = Encoding.UTF8.GetBytes(image);
            hash.AppendData(BitConverter.GetBytes(name.Length));
            hash.AppendData(name);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static CalibrationBin[] Calibration(Ranked[] ranked)
    {
        Span<long> counts = stackalloc long[10],
            right = stackalloc long[10];
        Span<double> sums = stackalloc double[10];
        foreach (var item in ranked)
        {
            var bin = Math.Clamp((int)(item.Confidence / 10), 0, 9);
            counts[bin]++;
            right[bin] += item.IsRight ? 1 : 0;
            sums[bin] += item.Confidence;
        }

        var bins = new CalibrationBin[10];
        for (var i = 0; i < 10; i++)
        {
            bins[i] = new(
                i * 10,
                (i + 1) * 10,
                counts[i],
                counts[i] == 0 ? 0 : sums[i] / counts[i],
                TagScore.Ratio(right[i], counts[i])
            );
        }

        return bins;
    }
}
