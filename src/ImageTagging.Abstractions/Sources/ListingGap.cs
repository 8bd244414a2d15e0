namespace ImageTagging;

/// <summary>Keys that could not be listed or named, and why. Nothing that starts with the prefix is removed in such a run.</summary>
/// <param name="Prefix">The prefix of the keys that are unknown, such as an unreadable folder with <c>/</c> behind it. Comes in key order.</param>
/// <param name="Reason">Why, in a sentence for an operator.</param>
public sealed record ListingGap(string Prefix, string Reason) : SourceEntry;
