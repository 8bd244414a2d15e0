using ImageTagging.Metadata;
using ImageTagging.Onnx;

namespace ImageTagging.Tool.Setup;

/// <summary>From what <c>--tagger</c> says to a tagger.</summary>
internal static class TaggerNames
{
    public static ITagger Create(string name, TaggerSettings settings)
    {
        var parts = name.Split(':', 2);
        switch (parts[0].ToLowerInvariant())
        {
            case "onnx":
                return new OnnxTagger(
                    new OnnxTaggerOptions
                    {
                        ModelCard = parts.Length > 1 ? parts[1] : null,
                        MinConfidence = settings.MinConfidence,
                        MaxLabels = settings.MaxLabels,
                    }
                );
            case "metadata" when parts.Length == 1:
                return new MetadataTagger();
            default:
                throw new ImageTaggingException(
                    $"There is no tagger '{name}'; known are onnx, onnx:CARD.json, metadata and rekognition."
                )
                {
                    Code = "Usage",
                };
        }
    }
}
