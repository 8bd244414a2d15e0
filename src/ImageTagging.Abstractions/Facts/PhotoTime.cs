namespace ImageTagging;

/// <summary>When a photograph was taken.</summary>
/// <param name="Local">The clock's time at that place; UTC where <paramref name="Certainty"/> is <see cref="TimeCertainty.Instant"/>.</param>
/// <param name="Offset">The clock's offset from UTC; null where it is not known.</param>
/// <param name="Certainty">How sure it is.</param>
public sealed record PhotoTime(DateTime Local, TimeSpan? Offset, TimeCertainty Certainty);
