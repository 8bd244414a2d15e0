using System.Runtime.InteropServices;
using Theirs = Amazon.Rekognition.Model;

namespace ImageTagging.Rekognition.AwsSdk;

/// <summary>Pictures as the official client takes them, and its answers as this SDK's. Its collections and numbers may be null.</summary>
internal static class ModelMapping
{
    public static Theirs.Image ToImage(ImageReference image) =>
        image.S3Object is { } source
            ? new()
            {
                S3Object = new()
                {
                    Bucket = source.Bucket,
                    Name = source.Name,
                    Version = source.Version,
                },
            }
            : new() { Bytes = image.Bytes is { } bytes ? ToStream(bytes) : null };

    public static Theirs.DetectLabelsSettings? ToSettings(DetectLabelsSettings? settings) =>
        settings is null
            ? null
            : new()
            {
                GeneralLabels = settings.GeneralLabels is { } general
                    ? new()
                    {
                        LabelInclusionFilters = general.LabelInclusionFilters?.ToList(),
                        LabelExclusionFilters = general.LabelExclusionFilters?.ToList(),
                        LabelCategoryInclusionFilters = general.LabelCategoryInclusionFilters?.ToList(),
                        LabelCategoryExclusionFilters = general.LabelCategoryExclusionFilters?.ToList(),
                    }
                    : null,
                ImageProperties = settings.ImageProperties is { } properties
                    ? new() { MaxDominantColors = properties.MaxDominantColors }
                    : null,
            };

    public static Theirs.DetectTextFilters? ToFilters(DetectTextFilters? filters) =>
        filters is null
            ? null
            : new()
            {
                WordFilter = filters.WordFilter is { } word
                    ? new()
                    {
                        MinConfidence = (float?)word.MinConfidence,
                        MinBoundingBoxHeight = (float?)word.MinBoundingBoxHeight,
                        MinBoundingBoxWidth = (float?)word.MinBoundingBoxWidth,
                    }
                    : null,
                RegionsOfInterest = filters.RegionsOfInterest?.Select(ToRegion).ToList(),
            };

    public static IReadOnlyList<TOurs> Each<TTheirs, TOurs>(List<TTheirs>? theirs, Func<TTheirs, TOurs> map) =>
        theirs is null ? [] : [.. theirs.Select(map)];

    public static RekognitionLabel ToLabel(Theirs.Label label) =>
        new()
        {
            Name = label.Name ?? "",
            Confidence = label.Confidence ?? 0,
            Instances = Each(
                label.Instances,
                i => new LabelInstance
                {
                    BoundingBox = ToBox(i.BoundingBox),
                    Confidence = i.Confidence,
                    DominantColors = Each(i.DominantColors, ToColor),
                }
            ),
            Parents = Each(label.Parents, p => new LabelName { Name = p.Name ?? "" }),
            Aliases = Each(label.Aliases, a => new LabelName { Name = a.Name ?? "" }),
            Categories = Each(label.Categories, c => new LabelName { Name = c.Name ?? "" }),
        };

    public static CustomLabel ToCustomLabel(Theirs.CustomLabel label) =>
        new()
        {
            Name = label.Name ?? "",
            Confidence = label.Confidence ?? 0,
            Geometry = ToGeometry(label.Geometry),
        };

    public static ModerationLabel ToModerationLabel(Theirs.ModerationLabel label) =>
        new()
        {
            Name = label.Name ?? "",
            Confidence = label.Confidence ?? 0,
            ParentName = label.ParentName,
            TaxonomyLevel = label.TaxonomyLevel,
        };

    public static ModerationContentType ToContentType(Theirs.ContentType type) =>
        new() { Name = type.Name ?? "", Confidence = type.Confidence ?? 0 };

    public static TextDetection ToText(Theirs.TextDetection text) =>
        new()
        {
            DetectedText = text.DetectedText ?? "",
            Type = text.Type?.Value,
            Id = text.Id,
            ParentId = text.ParentId,
            Confidence = text.Confidence ?? 0,
            Geometry = ToGeometry(text.Geometry),
        };

    public static ImageProperties? ToProperties(Theirs.DetectLabelsImageProperties? properties) =>
        properties is null
            ? null
            : new()
            {
                Quality = ToQuality(properties.Quality),
                DominantColors = Each(properties.DominantColors, ToColor),
                Foreground = properties.Foreground is { } front
                    ? new() { Quality = ToQuality(front.Quality), DominantColors = Each(front.DominantColors, ToColor) }
                    : null,
                Background = properties.Background is { } back
                    ? new() { Quality = ToQuality(back.Quality), DominantColors = Each(back.DominantColors, ToColor) }
                    : null,
            };

    private static Theirs.RegionOfInterest ToRegion(RegionOfInterest region) =>
        new()
        {
            BoundingBox = region.BoundingBox is { } box
                ? new()
                {
                    Left = (float)box.Left,
                    Top = (float)box.Top,
                    Width = (float)box.Width,
                    Height = (float)box.Height,
                }
                : null,
            Polygon = region.Polygon?.Select(p => new Theirs.Point { X = (float)p.X, Y = (float)p.Y }).ToList(),
        };

    private static MemoryStream ToStream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part)
            ? new(part.Array!, part.Offset, part.Count, writable: false)
            : new(bytes.ToArray(), writable: false);

    private static ImageQuality? ToQuality(Theirs.DetectLabelsImageQuality? quality) =>
        quality is null
            ? null
            : new()
            {
                Brightness = quality.Brightness,
                Sharpness = quality.Sharpness,
                Contrast = quality.Contrast,
            };

    private static DominantColor ToColor(Theirs.DominantColor color) =>
        new()
        {
            Red = color.Red ?? 0,
            Green = color.Green ?? 0,
            Blue = color.Blue ?? 0,
            HexCode = color.HexCode,
            CSSColor = color.CSSColor,
            SimplifiedColor = color.SimplifiedColor,
            PixelPercent = color.PixelPercent ?? 0,
        };

    private static RekognitionGeometry? ToGeometry(Theirs.Geometry? geometry) =>
        geometry is null
            ? null
            : new()
            {
                BoundingBox = ToBox(geometry.BoundingBox),
                Polygon = Each(geometry.Polygon, p => new RekognitionPoint { X = p.X ?? 0, Y = p.Y ?? 0 }),
            };

    private static RekognitionBox? ToBox(Theirs.BoundingBox? box) =>
        box is null
            ? null
            : new()
            {
                Left = box.Left ?? 0,
                Top = box.Top ?? 0,
                Width = box.Width ?? 0,
                Height = box.Height ?? 0,
            };
}
