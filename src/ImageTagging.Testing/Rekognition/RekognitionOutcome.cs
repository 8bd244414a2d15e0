namespace ImageTagging.Testing;

/// <summary>The double's outcomes of a call.</summary>
public enum RekognitionOutcome
{
    /// <summary>Answered with labels: a paid call.</summary>
    Served,

    /// <summary>Refused because of the quota, or a throttle that was told: free.</summary>
    Throttled,

    /// <summary>Refused for what was asked or who asked: free.</summary>
    Refused,

    /// <summary>Failed as told, with an answer: free.</summary>
    Failed,

    /// <summary>Served, and the answer lost as told (reset, cut, hang): a paid call that the caller knows nothing of.</summary>
    Lost,
}
