namespace ImageTagging;

/// <summary>How one run is to be made.</summary>
public sealed record RunOptions
{
    /// <summary>Which keys the run is about, within each source's own scope.</summary>
    /// <value>The default is every key.</value>
    public ImageScope Scope { get; set; } = ImageScope.All;

    /// <summary>The names of the sources to run over; null for all of the pipeline's.</summary>
    public IReadOnlyList<string>? Sources { get; set; }

    /// <summary>True if pictures whose content the listing does not tell are read once to be hashed, so that nothing equal is paid for twice.</summary>
    /// <value>The default is false.</value>
    public bool ResolveContents { get; set; }

    /// <summary>True if labels of another model version than the tagger's present one are stale.</summary>
    /// <value>The default is false.</value>
    public bool RetagModel { get; set; }

    /// <summary>True if failed images are tried now, due or not, the poison list included.</summary>
    /// <value>The default is false.</value>
    public bool RetryFailed { get; set; }

    /// <summary>True if more images may be marked gone than the guard allows (over 100 and 10 %, or over 1,000 and 1 %).</summary>
    /// <value>The default is false.</value>
    public bool AllowRemovals { get; set; }

    /// <summary>True if images are tagged at all; false only lists, scans and marks what is gone (prune).</summary>
    /// <value>The default is true.</value>
    public bool Tag { get; set; } = true;

    /// <summary>
    /// The run's id, where several processes share one run and so its budget (<see cref="BudgetPeriod.Run"/>): 1–64 lower-case
    /// letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; null for one of its own.
    /// </summary>
    /// <value>The default is null.</value>
    public string? RunId { get; set; }

    /// <summary>How long a run waits for another one on an overlapping range before it gives up with an error (code <c>LeaseHeld</c>), 0–31 days.</summary>
    /// <value>The default is zero: not at all.</value>
    public TimeSpan WaitForOtherRun { get; set; }

    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>InvalidOptions</c>).</exception>
    internal void Validate()
    {
        if (WaitForOtherRun < TimeSpan.Zero || WaitForOtherRun > PipelineOptions.MostPatience)
        {
            throw new ImageTaggingException(
                $"A run waits for another one for 0–31 days (WaitForOtherRun), not for {WaitForOtherRun}."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }
    }

    /// <summary>Pictures that were marked as gone lately by the same watch: the guard counts them as missing from this run's records, too.</summary>
    internal long GoneLately { get; set; }

    /// <summary>True if a listed picture may still be written, and so is left as it is; a watch deals with it later.</summary>
    internal Func<ImageListing, bool>? IsSettling { get; set; }
}
