namespace ImageTagging;

/// <summary>How sure the time of a photograph is.</summary>
public enum TimeCertainty
{
    /// <summary>Local time and its offset from UTC.</summary>
    Zoned,

    /// <summary>An instant in UTC; the local time is not known.</summary>
    Instant,

    /// <summary>Local time without an offset, as most cameras tell it.</summary>
    Local,

    /// <summary>A day, month or year only; the rest is its beginning.</summary>
    Date,

    /// <summary>From a name or the file's time, which may be that of a copy.</summary>
    Guess,
}
