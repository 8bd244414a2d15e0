namespace ImageTagging.Evaluation;

/// <summary>The finds of searches for the truth's words at the threshold, each word as often as it is asked for; shares, 0–1.</summary>
/// <param name="Right">Something right.</param>
/// <param name="OnlyWrong">Only wrong pictures.</param>
/// <param name="Nothing">Nothing, though there is something.</param>
/// <param name="NotJudged">Of all that is asked for, the share that the truth has no picture of; the others are shares of the rest.</param>
public readonly record struct SearchOutcome(double Right, double OnlyWrong, double Nothing, double NotJudged)
{
    internal static SearchOutcome Of(IEnumerable<TagScore> scores, IReadOnlyDictionary<string, double>? asked)
    {
        double right = 0,
            wrong = 0,
            nothing = 0;
        foreach (var score in scores.Where(s => s.Support > 0))
        {
            var times = asked is null ? 1 : score.Asked;
            right += score.TruePositives > 0 ? times : 0;
            wrong += score.TruePositives == 0 && score.FalsePositives > 0 ? times : 0;
            nothing += score.TruePositives + score.FalsePositives == 0 ? times : 0;
        }

        var judged = right + wrong + nothing;
        var all = asked?.Values.Sum() ?? judged;
        return new(Share(right), Share(wrong), Share(nothing), all > 0 ? Math.Max(0, (all - judged) / all) : 0);

        double Share(double part) => judged > 0 ? part / judged : 0;
    }
}
