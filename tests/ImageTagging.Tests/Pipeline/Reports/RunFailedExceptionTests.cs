namespace ImageTagging.Tests.Pipeline;

public sealed class RunFailedExceptionTests
{
    private static readonly RunReport s_report = new()
    {
        RunId = "r",
        End = RunEnd.Failed,
        StartedAt = default,
        Duration = default,
        Counts = new(),
        Taggers = [],
    };

    /// <summary>Whoever reads what stopped a run reads no less than whoever caught it: a new member is carried too.</summary>
    [Fact]
    public void It_tells_everything_that_the_fault_told()
    {
        var fault = new ImageTaggingException("The service is away.")
        {
            Kind = FailureKind.Transient,
            Code = "Away",
            Image = new("s", "a.jpg"),
            Tagger = "rekognition",
            RequestId = "q-1",
            StatusCode = 503,
            RetryAfter = TimeSpan.FromSeconds(9),
            MayHaveCost = true,
            Price = 0.25m,
        };
        var failed = new RunFailedException(s_report, fault);
        Assert.Same(s_report, failed.Report);
        Assert.Same(fault, failed.InnerException);
        Assert.Equal(fault.Message, failed.Message);
        var members = typeof(ImageTaggingException).GetProperties().Where(p => p.DeclaringType == typeof(ImageTaggingException));
        Assert.All(
            members,
            p =>
            {
                Assert.NotNull(p.GetValue(fault));
                Assert.Equal(p.GetValue(fault), p.GetValue(failed));
            }
        );
    }

    [Fact]
    public void A_fault_of_somebody_else_is_one_of_the_set_up_called_by_its_type()
    {
        var failed = new RunFailedException(s_report, new FormatException("No."));
        Assert.Equal((FailureKind.SetUp, nameof(FormatException), "No."), (failed.Kind, failed.Code, failed.Message));
        Assert.False(failed.MayHaveCost);
    }
}
