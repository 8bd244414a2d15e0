namespace ImageTagging.Calling;

/// <summary>The counts of a tagger's calls in this process so far.</summary>
/// <param name="Calls">Attempts that may have been served.</param>
/// <param name="Retries">Attempts that were made again.</param>
/// <param name="Throttles">Attempts that the service throttled.</param>
/// <param name="Cost">The price of the calls in US dollars.</param>
/// <param name="Time">The time that all attempts together took.</param>
internal readonly record struct CallStatistics(long Calls, long Retries, long Throttles, decimal Cost, TimeSpan Time);
