using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag failures</c>: the pictures whose last attempt failed, and when each is due again; made due, or forgotten.</summary>
internal sealed class FailuresCommand : ToolCommand
{
    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "Only these: locations, files, image ids or keys (default: all)",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _query = new("--query")
    {
        Description = "Only those that this query finds, such as 'key:2024/*'",
        HelpName = "QUERY",
    };
    private readonly Option<bool> _retry = new("--retry")
    {
        Description = "Have the next run try them, also those that would not be tried again",
    };
    private readonly Option<bool> _forget = new("--forget")
    {
        Description = "Strike the failures: the next run takes the pictures as never tried",
    };
    private readonly Option<int> _limit = OptionRules.Limit("pictures are listed", 100);

    public FailuresCommand()
        : base("failures", "List pictures that could not be tagged, and why; have them tried again")
    {
        Arguments.Add(_images);
        foreach (var option in (Option[])[_query, _retry, _forget, _limit])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (retry, forget) = (parsed.GetValue(_retry), parsed.GetValue(_forget));
        var images = parsed.GetValue(_images) ?? [];
        var query = parsed.GetValue(_query) is { } text ? TagQueryParser.Parse(text) : null;
        if ((retry && forget) || (query is not null && images.Length > 0))
        {
            throw new ImageTaggingException(
                retry && forget ? "Give --retry or --forget, not both." : "Name pictures or give --query, not both."
            )
            {
                Code = "Usage",
            };
        }

        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), retry || forget ? IndexUse.Change : IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        List<ImageRecord> named = [];
        foreach (var image in images)
        {
            named.Add(await ImageLookup.FindAsync(index.Index, image, cancellationToken).ConfigureAwait(false));
        }

        var failed = new FailedImages(index.Index);
        if (retry || forget)
        {
            ImageName[] names = [.. named.Select(r => r.Name)];
            var report = (retry, named.Count > 0) switch
            {
                (true, true) => await failed.RetryAsync(names, cancellationToken).ConfigureAwait(false),
                (true, false) => await failed.RetryAsync(query, cancellationToken).ConfigureAwait(false),
                (false, true) => await failed.ForgetAsync(names, cancellationToken).ConfigureAwait(false),
                (false, false) => await failed.ForgetAsync(query, cancellationToken).ConfigureAwait(false),
            };
            return Write(output, report, retry);
        }

        var most = parsed.GetValue(_limit) is var n and > 0 ? n : long.MaxValue;
        var found = named.Count > 0 ? named.ToAsyncEnumerable() : failed.ListAsync(query, cancellationToken: cancellationToken);
        await ListAsync(output, found, most).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task ListAsync(ToolOutput output, IAsyncEnumerable<ImageRecord> found, long most)
    {
        long count = 0;
        var more = false;
        await foreach (var record in found.Where(r => r.HasFailure).ConfigureAwait(false))
        {
            if (count == most)
            {
                more = true;
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

        output.Object(
            "total",
            w =>
            {
                w.WriteString("of", "failures");
                w.WriteNumber("count", count);
                w.WriteBoolean("more", more);
            }
        );
        if (count == 0)
        {
            output.Note("No picture failed.");
        }
        else if (more)
        {
            output.Note("There are more; --limit 0 lists all.");
        }
    }

    private static int Write(ToolOutput output, FailedImagesReport report, bool retry)
    {
        output.Object(
            retry ? "retry" : "forget",
            w =>
            {
                w.WriteNumber("changed", report.Changed);
                w.WriteNumber("unchanged", report.Unchanged);
                w.WriteNumber("conflicts", report.Conflicts.Count);
                w.WriteNumber("missing", report.Missing.Count);
            }
        );
        output.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.Changed:N0} {(retry ? "due now" : "forgotten")}")
                + (
                    report.Unchanged > 0
                        ? string.Create(CultureInfo.InvariantCulture, $", {report.Unchanged:N0} were so already")
                        : ""
                )
                + (report.Conflicts.Count > 0 ? $", {report.Conflicts.Count} left as others change them" : "")
        );
        if (report.Changed > 0)
        {
            output.Note("The next 'imagetag index' of their source tries them.");
        }

        return report.Conflicts.Count > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
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
                w.WriteString("message", SettingWords.In(failure.Message));
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
            : "not tried again unless asked or changed";
        output.Line(
            $"{record.Location}: {SettingWords.In(failure.Message)} [{tagger}, {failure.Code}, attempt {failure.Attempts}, {when}]"
        );
    }
}
