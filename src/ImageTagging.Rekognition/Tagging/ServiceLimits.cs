namespace ImageTagging.Rekognition.Tagging;

/// <summary>The pictures that an operation takes (Guidelines and quotas in the service's developer guide; the model's ImageBlob).</summary>
internal sealed record ServiceLimits(long MaxBytes, int MinSide)
{
    public const long MaxObjectBytes = 15L << 20;
    public const int MaxSide = 10_000;

    public static ServiceLimits Own { get; } = new(5L << 20, 80);

    public static ServiceLimits Custom { get; } = new(4L << 20, 64);

    public TaggerLimits ToTaggerLimits(ImageTransfer transfer) =>
        new()
        {
            MediaTypes = ["image/jpeg", "image/png"],
            MaxBytes = transfer == ImageTransfer.Bytes ? MaxBytes : MaxObjectBytes,
            MinSide = MinSide,
            MaxSide = MaxSide,
        };
}
