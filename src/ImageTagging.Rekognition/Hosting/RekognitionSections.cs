using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Rekognition.Hosting;

/// <summary>Reads options from sections of the configuration; written out, because binding by reflection does not survive trimming.</summary>
internal static class RekognitionSections
{
    public delegate TOptions Read<TOptions>(IConfigurationSection section, TOptions options, out IReadOnlyList<string> faults);

    public static RekognitionLabelOptions Labels(
        IConfigurationSection section,
        RekognitionLabelOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        Common(reader, options);
        options.Labels = reader.Flag("Labels") ?? options.Labels;
        options.MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels;
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.IncludeLabels = reader.ListOrNull("IncludeLabels") ?? options.IncludeLabels;
        options.ExcludeLabels = reader.ListOrNull("ExcludeLabels") ?? options.ExcludeLabels;
        options.IncludeCategories = reader.ListOrNull("IncludeCategories") ?? options.IncludeCategories;
        options.ExcludeCategories = reader.ListOrNull("ExcludeCategories") ?? options.ExcludeCategories;
        options.DominantColors = reader.Integer("DominantColors") ?? options.DominantColors;
        options.MinColorPercent = reader.Number("MinColorPercent") ?? options.MinColorPercent;
        faults = reader.End();
        return options;
    }

    public static RekognitionCustomLabelsOptions CustomLabels(
        IConfigurationSection section,
        RekognitionCustomLabelsOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        Common(reader, options);
        options.ProjectVersionArn = reader.Text("ProjectVersionArn") ?? options.ProjectVersionArn;
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.MaxResults = reader.Integer("MaxResults") ?? options.MaxResults;
        faults = reader.End();
        return options;
    }

    public static RekognitionModerationOptions Moderation(
        IConfigurationSection section,
        RekognitionModerationOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        Common(reader, options);
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.ProjectVersion = reader.Text("ProjectVersion") ?? options.ProjectVersion;
        options.ContentTypes = reader.Flag("ContentTypes") ?? options.ContentTypes;
        faults = reader.End();
        return options;
    }

    public static RekognitionTextOptions Text(
        IConfigurationSection section,
        RekognitionTextOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        Common(reader, options);
        options.Unit = reader.Choice<TextUnit>("Unit") ?? options.Unit;
        options.MinConfidence = reader.Number("MinConfidence") ?? options.MinConfidence;
        options.MinHeight = reader.Number("MinHeight") ?? options.MinHeight;
        options.MinWidth = reader.Number("MinWidth") ?? options.MinWidth;
        faults = reader.End();
        return options;
    }

    private static void Common(SectionReader reader, RekognitionTaggerOptions options)
    {
        options.Name = reader.Text("Name") ?? options.Name;
        options.Transfer = reader.Choice<ImageTransfer>("Transfer") ?? options.Transfer;
        options.PricePerCall = (decimal?)reader.Number("PricePerCall") ?? options.PricePerCall;
        options.CallsPerSecond = reader.Number("CallsPerSecond") ?? options.CallsPerSecond;
        options.MaxConcurrency = reader.Integer("MaxConcurrency") ?? options.MaxConcurrency;
        options.Client.Region = reader.Text("Region") ?? options.Client.Region;
        options.Client.ServiceUrl = reader.Text("ServiceUrl") ?? options.Client.ServiceUrl;
        options.Client.Profile = reader.Text("Profile") ?? options.Client.Profile;
        options.Client.UseFips = reader.Flag("UseFips") ?? options.Client.UseFips;
        options.Client.UseDualStack = reader.Flag("UseDualStack") ?? options.Client.UseDualStack;
        options.Client.RequestTimeout = reader.Span("RequestTimeout") ?? options.Client.RequestTimeout;
        options.Client.ConnectTimeout = reader.Span("ConnectTimeout") ?? options.Client.ConnectTimeout;
    }
}
