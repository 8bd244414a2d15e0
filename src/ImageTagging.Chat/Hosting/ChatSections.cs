using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Chat.Hosting;

/// <summary>Reads options from a section of the configuration; written out, because binding by reflection does not survive trimming.</summary>
internal static class ChatSections
{
    public static ChatTaggerOptions Read(
        IConfigurationSection section,
        ChatTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options.Name = reader.Text("Name") ?? options.Name;
        options.Model = reader.Text("Model") ?? options.Model;
        options.Url = reader.Text("Url") ?? options.Url;
        options.ApiKey = reader.Text("ApiKey") ?? options.ApiKey;
        options.Words = reader.ListOrNull("Words") ?? options.Words;
        options.Instructions = reader.Text("Instructions") ?? options.Instructions;
        options.MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels;
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.MaxSide = reader.Integer("MaxSide") ?? options.MaxSide;
        options.MaxOutputTokens = reader.Integer("MaxOutputTokens") ?? options.MaxOutputTokens;
        options.MaxImageTokens = reader.Integer("MaxImageTokens") ?? options.MaxImageTokens;
        options.InputPrice = Price(reader, "InputPrice") ?? options.InputPrice;
        options.OutputPrice = Price(reader, "OutputPrice") ?? options.OutputPrice;
        options.IsMetered = reader.Flag("IsMetered") ?? options.IsMetered;
        options.CallsPerSecond = reader.Number("CallsPerSecond") ?? options.CallsPerSecond;
        options.MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency;
        options.Temperature = reader.Number("Temperature") ?? options.Temperature;
        options.RequestTimeout = reader.Span("RequestTimeout") ?? options.RequestTimeout;
        options.ConnectTimeout = reader.Span("ConnectTimeout") ?? options.ConnectTimeout;
        faults = reader.End();
        return options;
    }

    // What no decimal holds is over every bound.
    private static decimal? Price(SectionReader reader, string key) =>
        reader.Number(key) is not { } told ? null
        : Math.Abs(told) < 1e15 ? (decimal)told
        : decimal.MaxValue;
}
