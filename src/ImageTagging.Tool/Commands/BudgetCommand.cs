using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag budget</c>: what budgets have spent and hold; <c>budget release</c> gives back what dead processes hold.</summary>
internal sealed class BudgetCommand : ToolCommand
{
    public BudgetCommand()
        : base("budget", "Show what budgets have spent and what processes hold of them") => Subcommands.Add(new ReleaseCommand());

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var budgets = await new BudgetLedger(index.Index).ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var budget in budgets)
        {
            output.Object(
                "budget",
                w =>
                {
                    w.WriteString("ledger", budget.Ledger);
                    w.WriteString("name", budget.Name);
                    w.WriteString("unit", budget.IsMoney ? "usd" : "calls");
                    w.WriteString("period", budget.Which);
                    w.WritePlain("limit", budget.Limit);
                    w.WritePlain("spent", budget.Spent);
                    w.WritePlain("held", budget.Held);
                    w.WritePlain("left", budget.Left);
                }
            );
            var unit = budget.IsMoney ? " USD" : " calls";
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{budget.Ledger}: {budget.Spent:0.####} of {budget.Limit:0.####}{unit} spent, {budget.Held:0.####} held by processes, {budget.Left:0.####} left"
                ) + (budget.IsOver ? " (over)" : "")
            );
            foreach (var block in budget.Blocks)
            {
                var alive = block.IsOwnerAlive switch
                {
                    true => "running",
                    false => "ended without giving it back",
                    null => "on another machine",
                };
                output.Line(
                    string.Create(CultureInfo.InvariantCulture, $"  {block.Units:0.####} held by {block.Owner} ({alive})")
                );
            }
        }

        output.Object(
            "total",
            w =>
            {
                w.WriteString("of", "budgets");
                w.WriteNumber("count", budgets.Count);
                w.WriteBoolean("more", false);
            }
        );
        if (budgets.Count == 0)
        {
            output.Note(
                "No budget of a day or a month was used yet ('imagetag index --budget 20/month'); one of a run ends with it."
            );
        }

        return ExitCode.Done;
    }

    /// <summary><c>imagetag budget release LEDGER</c>.</summary>
    private sealed class ReleaseCommand : ToolCommand
    {
        private readonly Argument<string> _ledger = new("LEDGER") { Description = "The budget, as 'imagetag budget' names it" };
        private readonly Option<string?> _owner = new("--owner")
        {
            HelpName = "OWNER",
            Description = "Only what this owner holds (default: what all hold but processes that run on this machine)",
        };

        private readonly Option<bool> _unspent = new("--as-unspent")
        {
            Description =
                "The held calls were not made, and may be made again; of ended processes of this machine only (default: they count as spent)",
        };

        public ReleaseCommand()
            : base("release", "End what ended processes hold of a budget; it counts as spent unless said otherwise")
        {
            Arguments.Add(_ledger);
            Options.Add(_owner);
            Options.Add(_unspent);
        }

        protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
        {
            await using var index = await IndexLocation
                .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Change, cancellationToken)
                .ConfigureAwait(false);
            var released = await new BudgetLedger(index.Index)
                .ReleaseAsync(
                    parsed.GetRequiredValue(_ledger),
                    parsed.GetValue(_owner),
                    parsed.GetValue(_unspent),
                    cancellationToken
                )
                .ConfigureAwait(false);
            output.Object("released", w => w.WritePlain("units", released));
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{released:0.####} released, {(parsed.GetValue(_unspent) ? "free again" : "counted as spent")}."
                )
            );
            return ExitCode.Done;
        }
    }
}
