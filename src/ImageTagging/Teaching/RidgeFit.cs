using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageTagging.Teaching;

/// <summary>
/// Regularised least squares in its dual form: as many unknowns as examples, however many components they have. Both kinds of
/// example weigh the same, however many there are of each.
/// </summary>
internal static class RidgeFit
{
    // How strongly weights are shrunk, of examples of length 1.
    private const double Shrinkage = 0.1;

    /// <summary>How alike all pairs of examples are.</summary>
    public static double[,] Kernel(IReadOnlyList<Example> examples, float labelWeight)
    {
        var kernel = new double[examples.Count, examples.Count];
        for (var i = 0; i < examples.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                kernel[i, j] = kernel[j, i] = examples[i].Likeness(examples[j], labelWeight);
            }
        }

        return kernel;
    }

    /// <summary>The rule: how much of each example's vector is added, and what is added at the end. Its value is about 1 for yes and 0 for no.</summary>
    /// <param name="kernel">How alike all pairs are.</param>
    /// <param name="of">Which of them to learn from; both kinds must be among them.</param>
    /// <param name="isYes">What each says.</param>
    public static (double[] Shares, double Bias) Fit(double[,] kernel, IReadOnlyList<int> of, IReadOnlyList<bool> isYes)
    {
        var count = of.Count;
        var yes = of.Count(i => isYes[i]);
        var weights = of.Select(i => 0.5 / (isYes[i] ? yes : count - yes)).ToArray();
        // About the weighted mean of all, as an intercept would be fitted.
        var means = new double[count];
        var mean = 0d;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                means[i] += kernel[of[i], of[j]] * weights[j];
            }

            mean += means[i] * weights[i];
        }

        var system = new double[count][];
        var answers = new double[count];
        for (var i = 0; i < count; i++)
        {
            system[i] = new double[i + 1];
            var root = Math.Sqrt(weights[i] * count);
            for (var j = 0; j <= i; j++)
            {
                var centred = kernel[of[i], of[j]] - means[i] - means[j] + mean;
                system[i][j] = centred * root * Math.Sqrt(weights[j] * count);
            }

            system[i][i] += Shrinkage;
            answers[i] = (isYes[of[i]] ? 0.5 : -0.5) * root;
        }

        Solve(system, answers);
        var shares = new double[count];
        var sum = 0d;
        for (var i = 0; i < count; i++)
        {
            sum += shares[i] = answers[i] * Math.Sqrt(weights[i] * count);
        }

        var atMean = 0d;
        for (var i = 0; i < count; i++)
        {
            shares[i] -= sum * weights[i];
        }

        for (var i = 0; i < count; i++)
        {
            atMean += shares[i] * means[i];
        }

        return (shares, 0.5 - atMean);
    }

    /// <summary>A rule's value for an example.</summary>
    public static double Value(double[,] kernel, int example, IReadOnlyList<int> of, (double[] Shares, double Bias) rule)
    {
        var value = rule.Bias;
        for (var i = 0; i < of.Count; i++)
        {
            value += rule.Shares[i] * kernel[example, of[i]];
        }

        return value;
    }

    // Cholesky's way, in place; the system is symmetric and, being shrunk, positive.
    private static void Solve(double[][] system, double[] answers)
    {
        var count = answers.Length;
        for (var i = 0; i < count; i++)
        {
            var row = system[i];
            for (var j = 0; j <= i; j++)
            {
                var other = system[j];
                var left = row[j] - Dot(row, other, j);
                row[j] = i == j ? Math.Sqrt(Math.Max(left, 1e-12)) : left / other[j];
            }
        }

        for (var i = 0; i < count; i++)
        {
            answers[i] = (answers[i] - Dot(system[i], answers, i)) / system[i][i];
        }

        for (var i = count - 1; i >= 0; i--)
        {
            answers[i] /= system[i][i];
            for (var j = 0; j < i; j++)
            {
                answers[j] -= system[i][j] * answers[i];
            }
        }
    }

    private static double Dot(double[] left, double[] right, int count)
    {
        var lefts = MemoryMarshal.Cast<double, Vector<double>>(left.AsSpan(0, count));
        var rights = MemoryMarshal.Cast<double, Vector<double>>(right.AsSpan(0, count));
        Vector<double> sums = default;
        for (var i = 0; i < lefts.Length; i++)
        {
            sums += lefts[i] * rights[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<double>.Count; i < count; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
