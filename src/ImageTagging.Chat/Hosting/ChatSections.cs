using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Chat.Hosting;

/// <summary>Reads options from a section of the configuration; written out, because binding by reflection does not survive trimming.</summary>
internal static class ChatSections
{
    public static ChatTaggerOptions Read(IConfigurationSection section, out IReadOnlyList<string> faults)
    {
        var reader = new SectionReader(section);
        var options = new ChatTaggerOptions();
        options.Name = reader.Text("Name") ?? options.Name;
        options.Model = reader.Text("Model");
        options.Url = reader.Text("Url");
        options.ApiKey = reader.Text("ApiKey");
        options.Words = reader.List("Words");
        options.Instructions = reader.Text("Instructions");
        options.MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels;
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.MaxSide = reader.Integer("MaxSide") ?? options.MaxSide;
        options.MaxOutputTokens = reader.Integer("MaxOutputTokens") ?? options.MaxOutputTokens;
        options.MaxImageTokens = reader.Integer("MaxImageTokens") ?? options.MaxImageTokens;
        options.InputPrice = Price(reader, "InputPrice");
        options.OutputPrice = Price(reader, "OutputPrice");
        options.IsMetered = reader.Flag("IsMetered");
        options.CallsPerSecond = reader.Number("CallsPerSecond");
        options.MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency;
        options.Temperature = reader.Number("Temperature") ?? options.Temperature;
        options.RequestTimeout = reader.Span("RequestTimeout") ?? options.RequestTimeout;
        options.ConnectTimeout = reader.Span("ConnectTimeout") ?? options.ConnectTimeout;
        faults = reader.End();
        return options;
    }

    // What no decimal holds is over every bound.
    private static decimal Price(SectionReader reader, string key) =>
        reader.Number(key) is not { } told ? 0
        : Math.Abs(told) < 1e15 ? (decimal)told
        : decimal.MaxValue;
}
