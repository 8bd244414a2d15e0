using System.CommandLine;

namespace ImageTagging.Tool.Commands;

/// <summary>The options that say what may be spent.</summary>
internal sealed class BudgetOptionsSet
{
    private readonly Option<int?> _calls = new Option<int?>("--budget-calls")
    {
        Description = "Paid calls of this run, at the most",
        HelpName = "N",
    }.Where(n => n >= 0, "is 0 or more");
    private readonly Option<decimal?> _money = new Option<decimal?>("--budget")
    {
        Description = "US dollars that this run may cost, at the most",
        HelpName = "USD",
    }.Where(n => n >= 0, "is 0 or more");
    private readonly Option<BudgetPeriod?> _period = new("--budget-period")
    {
        Description = "What the budget is for: run, utcday or month (default: run)",
        HelpName = "PERIOD",
    };

    private readonly Option<string?> _runId = new Option<string?>("--run-id", "--run")
    {
        Description =
            "The id (lower-case letters, digits, - _ .) of a run that several processes make: a budget of the run is all of theirs together",
        HelpName = "ID",
    }.Where(
        id =>
            id!.Length is > 0 and <= 64
            && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'),
        "is 1 to 64 lower-case letters, digits, '-', '_' and '.'"
    );

    public IEnumerable<Option> All => [_calls, _money, _period, _runId];

    public string? ReadRunId(ParseResult parsed) => parsed.GetValue(_runId);

    public Budget? Read(ParseResult parsed)
    {
        var period = parsed.GetValue(_period);
        return (parsed.GetValue(_calls), parsed.GetValue(_money)) switch
        {
            (null, null) when period is not null => throw Usage(
                "--budget-period is of a budget: give --budget or --budget-calls."
            ),
            (null, null) => null,
            ({ } calls, null) => Budget.OfCalls(calls, period ?? BudgetPeriod.Run),
            (null, { } money) => Budget.OfMoney(money, period ?? BudgetPeriod.Run),
            _ => throw Usage("Give --budget or --budget-calls, not both."),
        };
    }

    private static ImageTaggingException Usage(string message) => new(message) { Code = "Usage" };
}
