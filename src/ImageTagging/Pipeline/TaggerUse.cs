namespace ImageTagging;

/// <summary>What a tagger was, or will be, called for.</summary>
/// <param name="Tagger">The tagger's name.</param>
/// <param name="Calls">Calls that may have been served; in a plan, calls to make at the most.</param>
/// <param name="Reused">Images for which stored labels served.</param>
/// <param name="Cost">The cost of the calls in US dollars.</param>
public sealed record TaggerUse(string Tagger, long Calls, long Reused, decimal Cost);
