using ImageTagging.Hosting;
using ImageTagging.Imaging;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Onnx.Hosting;

/// <summary>Reads options from sections of the configuration.</summary>
internal static class OnnxSections
{
    public static LocalTaggerOptions Local(IConfigurationSection section, out IReadOnlyList<string> faults)
    {
        var reader = new SectionReader(section);
        var options = new LocalTaggerOptions();
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            Profile = reader.Choice<LocalProfile>("Profile") ?? options.Profile,
            Models = reader.Choices<LocalModels>("Models") ?? options.Models,
            ModelCards = [.. reader.List("ModelCards")],
            Properties = reader.Choices<PixelProperties>("Properties") ?? options.Properties,
            MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence,
            MinRareConfidence = reader.Number("MinRareConfidence") ?? options.MinRareConfidence,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency,
            Imaging = Imaging(reader),
        };
        faults = reader.End();
        return options;
    }

    public static OnnxTaggerOptions Onnx(IConfigurationSection section, out IReadOnlyList<string> faults)
    {
        var reader = new SectionReader(section);
        var options = new OnnxTaggerOptions();
        options = options with
        {
            Name = reader.Text("Name"),
            ModelCard = reader.Text("ModelCard"),
            MinConfidence = reader.Number("MinConfidence"),
            MaxLabels = reader.Integer("MaxLabels"),
            MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency,
            Imaging = Imaging(reader),
        };
        faults = reader.End();
        return options;
    }

    private static ImagingOptions Imaging(SectionReader reader)
    {
        var options = new ImagingOptions();
        return options with
        {
            MaxBytes = reader.Long("MaxBytes") ?? options.MaxBytes,
            MaxPixels = reader.Long("MaxPixels") ?? options.MaxPixels,
            MaxMemory = reader.Long("MaxMemory") ?? options.MaxMemory,
            Timeout = reader.Span("Timeout") ?? options.Timeout,
        };
    }
}
