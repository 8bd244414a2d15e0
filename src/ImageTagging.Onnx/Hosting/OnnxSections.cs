using ImageTagging.Hosting;
using ImageTagging.Imaging;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Onnx.Hosting;

/// <summary>Reads options from sections of the configuration.</summary>
internal static class OnnxSections
{
    public static LocalTaggerOptions Local(
        IConfigurationSection section,
        LocalTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            Profile = reader.Choice<LocalProfile>("Profile") ?? options.Profile,
            Models = reader.Choices<LocalModels>("Models") ?? options.Models,
            ModelCards = reader.ListOrNull("ModelCards")?.ToArray() ?? options.ModelCards,
            Properties = reader.Choices<PixelProperties>("Properties") ?? options.Properties,
            MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence,
            MinRareConfidence = reader.Number("MinRareConfidence") ?? options.MinRareConfidence,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency,
            Imaging = Imaging(reader, options.Imaging),
        };
        faults = reader.End();
        return options;
    }

    public static OnnxTaggerOptions Onnx(
        IConfigurationSection section,
        OnnxTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            ModelCard = reader.Text("ModelCard") ?? options.ModelCard,
            MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency,
            Imaging = Imaging(reader, options.Imaging),
        };
        faults = reader.End();
        return options;
    }

    public static TwoTowerTaggerOptions TwoTower(
        IConfigurationSection section,
        TwoTowerTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            ModelCard = reader.Text("ModelCard") ?? options.ModelCard,
            Words = reader.ListOrNull("Words")?.ToArray() ?? options.Words,
            MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency,
            Imaging = Imaging(reader, options.Imaging),
        };
        faults = reader.End();
        return options;
    }

    private static ImagingOptions Imaging(SectionReader reader, ImagingOptions options) =>
        options with
        {
            MaxBytes = reader.Long("MaxBytes") ?? options.MaxBytes,
            MaxPixels = reader.Long("MaxPixels") ?? options.MaxPixels,
            MaxMemory = reader.Long("MaxMemory") ?? options.MaxMemory,
            Ffmpeg = reader.Text("Ffmpeg") ?? options.Ffmpeg,
            Timeout = reader.Span("Timeout") ?? options.Timeout,
        };
}
