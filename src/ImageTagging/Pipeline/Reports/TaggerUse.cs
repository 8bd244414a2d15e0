namespace ImageTagging;

/// <summary>The counts of what a tagger was, or will be, called for.</summary>
/// <param name="Tagger">The tagger's name.</param>
/// <param name="Calls">Calls that may have been served; in a plan, calls to make at the most.</param>
/// <param name="Reused">Images for which stored labels served.</param>
/// <param name="Cost">The cost of the calls in US dollars.</param>
public sealed record TaggerUse(string Tagger, long Calls, long Reused, decimal Cost)
{
    /// <summary>Images that the answer for a near duplicate served (<see cref="TaggerCallOptions.ReuseNearDuplicates"/>): as many calls saved. In a plan, as far as looks are known.</summary>
    public long NearDuplicates { get; init; }

    /// <summary>Images that the tagger is not called for, by <see cref="TaggerCallOptions.OnlyWhere"/>. In a plan, as far as the other taggers' labels are known.</summary>
    public long PassedOver { get; init; }

    /// <summary>In a plan, those of <see cref="Calls"/> that may turn out not to be needed, once others' labels or the pictures' looks are known; 0 in a run's report.</summary>
    public long Undecided { get; init; }
}
