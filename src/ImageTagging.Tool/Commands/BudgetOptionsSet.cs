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

    public IEnumerable<Option> All => [_calls, _money, _period];

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
