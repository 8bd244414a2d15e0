namespace ImageTagging;

/// <summary>Records that hold, or held, given contents with a tagger's answer.</summary>
/// <param name="Matches">The matches; for one content those that hold it now come before those that held it.</param>
public sealed record LabelLookup(IReadOnlyList<LabelMatch> Matches);
