namespace ImageTagging;

/// <summary>Why one picture could not be tagged: data, not an exception.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Code">A short stable name.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ImageFailureReason(FailureKind Kind, string Code, string Message);
