namespace ImageTagging.Evaluation;

/// <summary>How tags are compared with the truth.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The confidence from which a tag counts as given, 0–100; ranking figures (average precision, curves) use every confidence.</summary>
    /// <value>The default is 50.</value>
    public double Threshold { get; init; } = 50;

    /// <summary>How many resamplings of the images the intervals of F1 and average precision come from, 0–10,000; 0 for none.</summary>
    /// <value>The default is 200.</value>
    public int Resamplings { get; init; } = 200;

    /// <summary>The seed of the resampling: the same seed gives the same intervals.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How many of the worst mistakes are kept, 0–10,000: half of them wrong tags and half missing ones, where there are so many.</summary>
    /// <value>The default is 100.</value>
    public int Mistakes { get; init; } = 100;

    /// <summary>Tags to look at; null for every tag of the truth, and every given one beside.</summary>
    public IReadOnlyCollection<string>? Tags { get; init; }

    /// <summary>
    /// How often words are asked for, in any spelling, as a search log or a list of frequencies tells: tags come in that order, and each
    /// word counts so often in <see cref="EvaluationReport.Searches"/>.
    /// </summary>
    /// <value>The default is null: every word of the truth is asked for once.</value>
    public IReadOnlyDictionary<string, double>? Asked { get; init; }

    internal void Validate()
    {
        if (Asked?.Values.Any(times => !double.IsFinite(times) || times < 0) == true)
        {
            throw new ImageTaggingException("A word is asked for 0 times or more.") { Code = ErrorCodes.InvalidOptions };
        }

        if (Threshold is not (>= 0 and <= 100) || Resamplings is < 0 or > 10_000 || Mistakes is < 0 or > 10_000)
        {
            throw new ImageTaggingException("Threshold is 0 to 100, Resamplings and Mistakes are 0 to 10,000.")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }
}
