using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>An evaluation that calls a paid service: at the rate, the price and within the budget that were given.</summary>
public sealed class EvaluationTests(Surroundings around)
{
    private static readonly string s_truth = Path.Combine(TestPaths.Photos, "truth.csv");

    [Theory]
    [InlineData("rekognition")]
    [InlineData("rekognition", "onnx")]
    public async Task A_rate_and_a_price_are_taken_and_the_price_is_what_the_budget_counts(params string[] taggers)
    {
        around.Rekognition.AnswerFor = _ => [new() { Name = "Photograph", Confidence = 99 }];
        var before = around.Rekognition.Calls.Count;
        var run = await ToolRun.OfAsync([
            "evaluate",
            s_truth,
            "--tagger",
            .. taggers,
            "--pictures",
            TestPaths.Photos,
            "--price",
            "0.5",
            "--rate",
            "500",
            "--budget",
            "2.6",
        ]);

        // Five calls at half a dollar; of the other pictures nothing is said.
        Assert.Equal(5, around.Rekognition.Calls.Count - before);
        var first = run.EndsWith(0).Objects.First(o => o.GetProperty("type").GetString() == "evaluation");
        Assert.Equal((5, 7), (first.GetProperty("images").GetInt32(), first.GetProperty("absent").GetInt32()));
    }

    [Fact]
    public async Task Without_a_budget_the_price_given_is_named_and_nothing_is_called()
    {
        var before = around.Rekognition.Calls.Count;
        var run = await ToolRun.OfAsync(
            "evaluate",
            s_truth,
            "--tagger",
            "rekognition",
            "--pictures",
            TestPaths.Photos,
            "--price",
            "0.5"
        );
        run.EndsWith(2);
        Assert.Contains("about 6.00 USD", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, around.Rekognition.Calls.Count);
    }
}
