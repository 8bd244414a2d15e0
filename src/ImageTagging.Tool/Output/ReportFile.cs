using System.CommandLine;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>A run's report as a JSON file, replaced whole.</summary>
internal static class ReportFile
{
    public static Option<string?> Option() =>
        new("--report") { Description = "Write the run's report as JSON, however it ends", HelpName = "FILE" };

    public static Task WriteAsync(string file, RunReport report, string index, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(
            file,
            async (stream, cancel) =>
            {
                var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
                await using var closing = writer.ConfigureAwait(false);
                Write(writer, report, index);
                await writer.FlushAsync(cancel).ConfigureAwait(false);
            },
            cancellationToken
        );

    private static void Write(Utf8JsonWriter w, RunReport report, string index)
    {
        w.WriteStartObject();
        w.WriteString("runId", report.RunId);
        w.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(report.End.ToString()));
        if (report.Fault is { } fault)
        {
            w.WriteStartObject("fault");
            w.WriteString("code", fault.Code);
            w.WriteString("message", SettingWords.In(fault.Message, fault.Code));
            w.WriteEndObject();
        }

        w.WriteBoolean("listingEnded", report.ListingEnded);
        w.WriteString("startedAt", report.StartedAt);
        w.WriteNumber("seconds", report.Duration.TotalSeconds);
        w.WriteString("index", index);
        w.WriteStartObject("counts");
        Summary.Members(w, report.Counts);
        w.WriteEndObject();
        Summary.Excluded(w, report.ExcludedBy);
        Summary.Failed(w, report.FailedBy);
        w.WriteStartArray("taggers");
        foreach (var use in report.Taggers)
        {
            w.WriteStartObject();
            w.WriteString("tagger", use.Tagger);
            w.WriteNumber("calls", use.Calls);
            w.WriteNumber("reused", use.Reused);
            Summary.Saved(w, use);
            w.WritePlain("cost", use.Cost);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("reachedBudgets");
        foreach (var budget in report.ReachedBudgets)
        {
            w.WriteStringValue(budget.ToString());
        }

        w.WriteEndArray();
        w.WriteStartArray("steps");
        foreach (var step in report.Steps)
        {
            w.WriteStartObject();
            w.WriteString("step", step.Step);
            w.WriteNumber("seconds", step.Time.TotalSeconds);
            w.WriteNumber("count", step.Count);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("failures");
        foreach (var failure in report.Failures)
        {
            w.WriteStartObject();
            w.WriteString("source", failure.Image.Source);
            w.WriteString("key", failure.Image.Key);
            w.WriteString("tagger", failure.Tagger);
            w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(failure.Reason.Kind.ToString()));
            w.WriteString("code", failure.Reason.Code);
            w.WriteString("message", SettingWords.In(failure.Reason.Message));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("warnings");
        foreach (var warning in report.Warnings)
        {
            w.WriteStartObject();
            w.WriteString("source", warning.Image.Source);
            w.WriteString("key", warning.Image.Key);
            w.WriteString("tagger", warning.Tagger);
            w.WriteString("message", warning.Message);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("gaps");
        foreach (var gap in report.Gaps)
        {
            w.WriteStartObject();
            w.WriteString("prefix", gap.Prefix);
            w.WriteString("reason", gap.Reason);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("notes");
        foreach (var note in report.Notes)
        {
            w.WriteStringValue(SettingWords.In(note));
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }
}
