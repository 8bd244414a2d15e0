using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ImageTagging.Tool.Commands;

/// <summary>The options that say what may be spent.</summary>
internal sealed class BudgetOptionsSet
{
    private readonly Option<Amount[]> _calls = Amounts("--budget-calls", "Paid calls, at the most", "N", isWhole: true);
    private readonly Option<Amount[]> _money = Amounts("--budget", "US dollars, at the most", "USD", isWhole: false);
    private readonly Option<BudgetPeriod?> _period = new("--budget-period")
    {
        Description = "What budgets are for that do not say it: run, utcday or month (default: run)",
        HelpName = "PERIOD",
    };

    public IEnumerable<Option> All => [_calls, _money, _period];

    /// <summary>The budgets, all of which hold; none where none was given.</summary>
    public IReadOnlyList<Budget> Read(ParseResult parsed)
    {
        var (calls, money) = (parsed.GetValue(_calls) ?? [], parsed.GetValue(_money) ?? []);
        var period = parsed.GetValue(_period);
        if (period is not null && calls.Concat(money).All(a => a.Period is not null))
        {
            throw new ImageTaggingException(
                "--budget-period is of a budget that does not say its period: give --budget or --budget-calls."
            )
            {
                Code = "Usage",
            };
        }

        return
        [
            .. calls.Select(a => Budget.OfCalls((long)a.Number, a.Period ?? period ?? BudgetPeriod.Run)),
            .. money.Select(a => Budget.OfMoney(a.Number, a.Period ?? period ?? BudgetPeriod.Run)),
        ];
    }

    private static Option<Amount[]> Amounts(string name, string what, string unit, bool isWhole) =>
        new(name)
        {
            Description = $"{what}: {unit} of this run, or {unit}/day, {unit}/month; said several times, every one holds",
            HelpName = $"{unit}[/PERIOD]",
            CustomParser = result => [.. result.Tokens.Select(t => Parse(name, t.Value, isWhole, result))],
        };

    private static Amount Parse(string name, string text, bool isWhole, ArgumentResult result)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (number, word) = slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            result.AddError(
                number is ['-', ..] ? $"{name} is 0 or more."
                : isWhole ? $"{name} takes a whole number such as 500, not '{text}'."
                : $"{name} takes a number such as 1.5, not '{text}'."
            );
        }
        else if (amount > Budget.MaxLimit || (isWhole && amount != decimal.Floor(amount)))
        {
            result.AddError(
                isWhole && amount <= Budget.MaxLimit
                    ? $"{name} takes a whole number such as 500, not '{text}'."
                    : string.Create(CultureInfo.InvariantCulture, $"{name} is {Budget.MaxLimit:N0} at the most.")
            );
        }

        BudgetPeriod? period = word switch
        {
            null => null,
            "run" => BudgetPeriod.Run,
            "day" or "utcday" => BudgetPeriod.UtcDay,
            "month" => BudgetPeriod.Month,
            _ => Unknown(),
        };
        return new(amount, period);

        BudgetPeriod? Unknown()
        {
            result.AddError($"{name} is for a /run, a /day (by UTC) or a /month, not for '{text}'.");
            return null;
        }
    }

    private sealed record Amount(decimal Number, BudgetPeriod? Period);
}
