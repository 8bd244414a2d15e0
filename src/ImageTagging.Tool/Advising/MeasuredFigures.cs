namespace ImageTagging.Tool.Advising;

/// <summary>A number that advice is computed from, and where it comes from.</summary>
internal sealed record AdviceFigure(string Name, double Value, string Unit, string Source);

/// <summary>The numbers behind all advice. docs/scaling.md lists the same; a test compares.</summary>
internal static class MeasuredFigures
{
    private const string Scaling = "benchmark set 'scaling'";

    /// <summary>Primary bytes of an image in Elasticsearch with no tag, merged.</summary>
    public static AdviceFigure SearchBytes { get; } = new("search server, an image", 795, "bytes", Scaling);

    /// <summary>… and for each of its tags with its label.</summary>
    public static AdviceFigure SearchTagBytes { get; } = new("search server, a tag of an image", 75, "bytes", Scaling);

    public static AdviceFigure SqliteBytes { get; } = new("SQLite, an image", 190, "bytes", Scaling);

    public static AdviceFigure SqliteTagBytes { get; } = new("SQLite, a tag of an image", 30, "bytes", Scaling);

    public static AdviceFigure WritesOfANode { get; } = new("records that a node of two cores takes", 9_500, "a second", Scaling);

    public static AdviceFigure Scan { get; } = new("records that a plan scans in a search server", 47_000, "a second", Scaling);

    public static AdviceFigure LocalPicture { get; } =
        new("a picture with the included detector, one core", 0.031, "s", "benchmark set 'local-tagging'");

    public static AdviceFigure ShardBytes { get; } =
        new("bytes of a shard", 30e9, "bytes", "Elastic's guide to shard sizes: 10 to 50 GB");

    public static AdviceFigure ShardImages { get; } =
        new("images of a shard", 100e6, "images", "Elastic's guide to shard sizes: under 200 million documents");

    public static AdviceFigure DiskRoom { get; } =
        new("disk for a byte of index", 1.6, "bytes", "merges write a segment anew; servers stop allocating at 85 %");

    public static AdviceFigure PartitionTime { get; } =
        new("a Spark partition", 600, "s", "what a lost executor repeats, unpaid; long enough that starting costs little");

    public static AdviceFigure KeysOfAPage { get; } =
        new("keys of a page of a listing", 1_000, "keys", "Amazon S3, ListObjectsV2");

    public static IReadOnlyList<AdviceFigure> All { get; } =
    [
        SearchBytes,
        SearchTagBytes,
        SqliteBytes,
        SqliteTagBytes,
        WritesOfANode,
        Scan,
        LocalPicture,
        ShardBytes,
        ShardImages,
        DiskRoom,
        PartitionTime,
        KeysOfAPage,
    ];
}
