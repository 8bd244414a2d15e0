using System.CommandLine;

namespace ImageTagging.Tool.Commands;

/// <summary>The options that say what may be spent.</summary>
internal sealed class BudgetOptionsSet
{
    private readonly Option<int?> _calls = new("--budget-calls") { Description = "Paid calls of this run, at the most" };
    private readonly Option<decimal?> _money = new("--budget") { Description = "US dollars that this run may cost, at the most" };
    private readonly Option<BudgetPeriod> _period = new("--budget-period")
    {
        Description = "What the budget is for: run, utcday or month",
        DefaultValueFactory = _ => BudgetPeriod.Run,
    };

    public IEnumerable<Option> All => [_calls, _money, _period];

    public Budget? Read(ParseResult parsed) =>
        (parsed.GetValue(_calls), parsed.GetValue(_money)) switch
        {
            (null, null) => null,
            ({ } calls, null) => Budget.OfCalls(calls, parsed.GetValue(_period)),
            (null, { } money) => Budget.OfMoney(money, parsed.GetValue(_period)),
            _ => throw new ImageTaggingException("Give --budget or --budget-calls, not both.") { Code = "Usage" },
        };
}
