namespace ImageTagging.Tagging;

/// <summary>
/// Decides whether a refusal of access is the whole run's or one picture's: a tagger that answered for others may go on, one that
/// never did, or refuses many in a row, may not. Threads share it.
/// </summary>
internal sealed class AccessDoubt
{
    /// <summary>Refusals in a row at which it is no longer the pictures.</summary>
    public const int Most = 20;

    // Many workers ask at once; that one of them counts a refusal too much or too little decides nothing.
    private int _hasAnswered;
    private int _inARow;

    /// <summary>Tells if a code is about access, whatever service says so.</summary>
    public static bool IsAccess(string code) =>
        code is ErrorCodes.AccessDenied or "AccessDeniedException" or ErrorCodes.Forbidden;

    /// <summary>It answered for a picture.</summary>
    public void Answered()
    {
        // In this order: a refusal that comes between the two finds an answer, and counts from nothing.
        Volatile.Write(ref _hasAnswered, 1);
        Volatile.Write(ref _inARow, 0);
    }

    /// <summary>It refused access; true where that is this picture's failure.</summary>
    /// <param name="before">The tagger's former failure on the picture: one that was refused access before is no news of the others.</param>
    public bool IsOfPicture(TaggerFailure? before) =>
        Interlocked.Increment(ref _inARow) <= Most
        && (Volatile.Read(ref _hasAnswered) != 0 || (before is not null && IsAccess(before.Code)));
}
