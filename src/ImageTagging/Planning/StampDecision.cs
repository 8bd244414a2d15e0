namespace ImageTagging.Planning;

/// <summary>The work that a record's stamp asks for an unchanged picture.</summary>
/// <param name="NeedsCall">Some tagger's labels are missing or do not serve.</param>
/// <param name="NeedsWrite">Stored labels serve, but must be selected or projected anew: free.</param>
/// <param name="HasFailure">Some tagger failed at just this question: the record's due time decides.</param>
internal sealed record StampDecision(bool NeedsCall, bool NeedsWrite, bool HasFailure);
