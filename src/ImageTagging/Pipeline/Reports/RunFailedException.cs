namespace ImageTagging;

/// <summary>A fault that stopped a run, with the report of what the run did before: what was paid, saved, unsaved and left.</summary>
/// <remarks>It tells the fault as its cause (<see cref="Exception.InnerException"/>) does: same message, code and kind.</remarks>
public sealed class RunFailedException : ImageTaggingException
{
    /// <summary>A run's fault.</summary>
    /// <param name="report">What the run did; its end is <see cref="RunEnd.Failed"/>.</param>
    /// <param name="fault">What stopped it.</param>
    public RunFailedException(RunReport report, Exception fault)
        : base((fault ?? throw new ArgumentNullException(nameof(fault))).Message, fault)
    {
        ArgumentNullException.ThrowIfNull(report);
        Report = report;
        var told = fault as ImageTaggingException;
        Kind = told?.Kind ?? FailureKind.SetUp;
        Code = told?.Code ?? fault.GetType().Name;
        Image = told?.Image;
        Tagger = told?.Tagger;
        RequestId = told?.RequestId;
        StatusCode = told?.StatusCode;
        RetryAfter = told?.RetryAfter;
        MayHaveCost = told?.MayHaveCost ?? false;
        Price = told?.Price;
    }

    /// <summary>The report of the run until then.</summary>
    public RunReport Report { get; }
}
