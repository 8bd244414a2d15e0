using ImageTagging.Tagging;

namespace ImageTagging.Tests.Tagging;

public sealed class FailurePolicyTests
{
    [Fact]
    public void What_a_machine_lacks_is_tried_again_for_ever_and_at_the_latest_after_a_week()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var missing = new ImageFailureReason(FailureKind.Refused, ErrorCodes.HeicDecoderMissing, "install libheif");
        TaggerFailure? failure = null;
        for (var i = 0; i < 12; i++)
        {
            failure = FailurePolicy.Next(failure, missing, new("1", 0, 0), now);
            Assert.InRange(failure.DueAt!.Value - now, TimeSpan.FromHours(1), TimeSpan.FromDays(7));
        }

        Assert.Equal(12, failure!.Attempts);
        var refused = new ImageFailureReason(FailureKind.Refused, ErrorCodes.DecodeFailed, "no picture");
        Assert.Null(FailurePolicy.Next(null, refused, new("1", 0, 0), now).DueAt);
    }
}
