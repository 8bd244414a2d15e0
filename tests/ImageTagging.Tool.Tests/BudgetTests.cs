using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class BudgetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Budgets_of_a_run_a_day_and_a_month_are_given_in_one_call_and_each_that_is_too_small_is_named()
    {
        for (var i = 0; i < 3; i++)
        {
            await File.WriteAllTextAsync(_folder.File($"{i}.jpg"), $"picture {i}");
        }

        foreach (
            var command in (string[][])
                [
                    ["plan", _folder.Path],
                    ["index", _folder.Path, "--dry-run"],
                ]
        )
        {
            var run = await ToolRun.OfAsync([
                .. command,
                .. (string[])["--tagger", "rekognition", "--region", "eu-west-1", "--index", _folder.File("index.db")],
                .. (string[])
                    ["--budget-calls", "1/day", "--budget-calls", "500", "--budget", "0.002/month", "--budget", "2/utcday"],
            ]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains(
                "The budget of 1 calls a UTC day has 1 calls left, less than the 3 calls",
                run.Error,
                StringComparison.Ordinal
            );
            Assert.Contains("The budget of 0.002 USD a month has 0.002 USD left", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("a run", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("2.00 USD", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--budget", "1/week", "--budget is for a /run, a /day (by UTC) or a /month, not for '1/week'.")]
    [InlineData("--budget-calls", "1.5", "--budget-calls takes a whole number such as 500, not '1.5'.")]
    [InlineData("--budget-calls", "-3/day", "--budget-calls is 0 or more.")]
    public async Task A_budget_that_is_none_is_refused_with_what_it_takes(string option, string value, string told)
    {
        var run = await ToolRun.OfAsync(["index", _folder.Path, option, value, "--index", _folder.File("index.db")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }
}
