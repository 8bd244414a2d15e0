namespace ImageTagging.Calling;

/// <summary>Leave to make one call now.</summary>
/// <param name="Generation">The rate under which it was given.</param>
/// <param name="Number">How many were given before it.</param>
/// <param name="At">When, on the gate's clock in seconds.</param>
internal readonly record struct CallPermit(int Generation, long Number, double At);
