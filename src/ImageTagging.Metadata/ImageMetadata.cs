namespace ImageTagging.Metadata;

/// <summary>The metadata inside of a picture: keywords and facts, read at once.</summary>
/// <param name="Keywords">The keywords, in the order in which they stand there.</param>
/// <param name="Facts">The facts.</param>
/// <param name="Lost">What was lost though the rest was read; null where nothing was.</param>
internal sealed record ImageMetadata(List<Keyword?> Keywords, PhotoFacts Facts, string? Lost)
{
    /// <summary>The bytes of the picture that were read, with a note of those that are missing.</summary>
    public ImageContent? Content { get; init; }

    private const int MostKeywords = 2000;

    /// <summary>Reads a picture, or its beginning.</summary>
    /// <exception cref="UnreadableMetadataException">It is damaged.</exception>
    public static ImageMetadata Read(ImageContent content, bool isWhole, CancellationToken ending)
    {
        var parts = MetadataBlocks.Read(content, ending, isWhole);
        var found = new List<Keyword?>();
        found.AddRange(parts.Windows.SelectMany(w => w.Split(';', MostKeywords)).Select(Keyword.Plain).Take(MostKeywords));
        var (exif, iptc, windows, lost) = (new PhotoFacts(), new PhotoFacts(), new PhotoFacts(), parts.Lost);
        foreach (var block in parts.Exif)
        {
            exif = exif.Or(ExifFacts.Read(block));
            windows = windows.Or(ExifFacts.OfWindows(block));
        }

        foreach (var block in parts.Iptc)
        {
            var fields = new Dictionary<int, string>();
            var cut = IptcKeywords.Read(block.Span, found, fields);
            lost ??= cut;
            iptc = iptc.Or(IptcFacts.Read(fields));
        }

        foreach (var packet in parts.Xmp)
        {
            var xmp = new XmpProperties();
            var cut = XmpKeywords.Read(packet.Span, found, ending, xmp);
            lost ??= cut;
            exif = exif.Or(XmpFacts.Read(xmp, FactSource.Xmp));
        }

        var facts = exif.Or(iptc).Or(windows).Or(VideoFacts.Read(parts.Movie, ending));
        return new(
            found,
            facts.Taken is null
                ? facts with
                {
                    Taken = parts.Exif.Select(ExifFacts.Changed).FirstOrDefault(t => t is not null),
                }
                : facts,
            lost
        )
        {
            Content = content,
        };
    }
}
