namespace ImageTagging.Tool.Advising;

/// <summary>The needs of a number of images: shards, disk, partitions, time and money.</summary>
internal sealed class Advice
{
    // Spark's driver keeps something of every partition.
    private const long MostPartitions = 100_000;
    private const int PartitionsOfACore = 3;

    public Advice(AdviceRequest request)
    {
        Request = request;
        PrimaryBytes = Bytes(MeasuredFigures.SearchBytes, MeasuredFigures.SearchTagBytes);
        SqliteBytes = Bytes(MeasuredFigures.SqliteBytes, MeasuredFigures.SqliteTagBytes);
        Shards = (int)
            Math.Clamp(
                Math.Max(
                    Math.Ceiling(PrimaryBytes / MeasuredFigures.ShardBytes.Value),
                    Math.Ceiling(request.Images / MeasuredFigures.ShardImages.Value)
                ),
                1,
                1_024
            );
        Replicas = request.Replicas ?? (request.Nodes > 1 ? 1 : 0);
        DiskBytes = PrimaryBytes * (1 + Replicas) * MeasuredFigures.DiskRoom.Value;
        var slots = (long)request.Workers * request.Cores;
        TaggingRate = request.Quota ?? (slots / MeasuredFigures.LocalPicture.Value);
        WritingRate = MeasuredFigures.WritesOfANode.Value * request.Nodes;
        var ofASlot = Math.Max(1, TaggingRate / slots * MeasuredFigures.PartitionTime.Value);
        // Never more than images, and no core without any.
        var most = Math.Min(request.Images, MostPartitions);
        Partitions = (int)
            Math.Clamp((long)Math.Ceiling(request.Images / ofASlot), Math.Min(slots * PartitionsOfACore, most), most);
        Cost = request.Images * request.Price;
    }

    public AdviceRequest Request { get; }

    /// <summary>Of all primary shards together.</summary>
    public double PrimaryBytes { get; }

    public double SqliteBytes { get; }

    public int Shards { get; }

    public int Replicas { get; }

    /// <summary>Over all data nodes, replicas and room to merge included.</summary>
    public double DiskBytes { get; }

    /// <summary>Images a second that are tagged at the most.</summary>
    public double TaggingRate { get; }

    /// <summary>Images a second that the search server takes.</summary>
    public double WritingRate { get; }

    public double Rate => Math.Min(TaggingRate, WritingRate);

    /// <summary>The cause of its wait.</summary>
    public string Bottleneck =>
        WritingRate < TaggingRate ? "the search server"
        : Request.Quota is null ? "the processors that tag"
        : "the service's quota";

    public TimeSpan FirstRun => Span(Request.Images / Rate);

    /// <summary>A plan over nothing but unchanged images: the scan of the index, which takes longer than the listing's share.</summary>
    public TimeSpan Unchanged => Span(Request.Images / MeasuredFigures.Scan.Value);

    public int Partitions { get; }

    public decimal Cost { get; }

    public long ListingPages => (long)Math.Ceiling(Request.Images / MeasuredFigures.KeysOfAPage.Value);

    private double Bytes(AdviceFigure image, AdviceFigure tag) =>
        Request.Images * (image.Value + (tag.Value * Request.TagsPerImage));

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 1e11));
}
