using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag failures</c>: the pictures whose last attempt failed, and when each is due again.</summary>
internal sealed class FailuresCommand : ToolCommand
{
    private readonly Option<int> _limit = new("--limit", "-n")
    {
        Description = "How many, at the most (0 for all)",
        DefaultValueFactory = _ => 100,
    };

    public FailuresCommand()
        : base("failures", "List pictures that could not be tagged, and why")
    {
        _limit.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 0)
            {
                r.AddError("--limit is 0 (all) or more.");
            }
        });
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(GlobalOptions.Index), mustExist: true, cancellationToken)
            .ConfigureAwait(false);
        var left = parsed.GetValue(_limit) is 0 ? long.MaxValue : parsed.GetValue(_limit);
        var count = 0L;
        await foreach (
            var record in index.Index.ReadAllAsync(new FailedQuery(), cancellationToken: cancellationToken).ConfigureAwait(false)
        )
        {
            if (left-- <= 0)
            {
                output.Note("There are more; --limit 0 lists all.");
                break;
            }

            count++;
            foreach (var tagger in record.Taggers)
            {
                if (tagger.Failure is { } failure)
                {
                    Write(output, record, tagger.Name, failure);
                }
            }
        }

        if (count == 0)
        {
            output.Note("No picture failed.");
        }

        return ExitCode.Done;
    }

    private static void Write(ToolOutput output, ImageRecord record, string tagger, TaggerFailure failure)
    {
        output.Object(
            "failure",
            w =>
            {
                w.WriteString("source", record.Source);
                w.WriteString("key", record.Key);
                w.WriteString("tagger", tagger);
                w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(failure.Kind.ToString()));
                w.WriteString("code", failure.Code);
                w.WriteString("message", failure.Message);
                w.WriteNumber("attempts", failure.Attempts);
                w.WriteString("at", failure.At);
                if (failure.DueAt is { } due)
                {
                    w.WriteString("dueAt", due);
                }
                else
                {
                    w.WriteNull("dueAt");
                }
            }
        );
        var when = failure.DueAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"due {at:yyyy-MM-dd HH:mm}Z")
            : "not tried again unless asked";
        output.Line($"{record.Location}: {failure.Message} [{tagger}, {failure.Code}, attempt {failure.Attempts}, {when}]");
    }
}
