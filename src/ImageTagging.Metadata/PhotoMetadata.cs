using ImageTagging.Metadata.Places;

namespace ImageTagging.Metadata;

/// <summary>The metadata of a picture: what stands in it, in the files beside it, in its name and in the file's time: keywords and facts, read at once.</summary>
internal static class PhotoMetadata
{
    private const int MostSidecarBytes = 16 << 20;
    private const int MostSidecars = 4;

    /// <summary>Reads a picture and what lies beside it.</summary>
    /// <exception cref="UnreadableMetadataException">The picture is damaged.</exception>
    public static ImageMetadata Read(PhotoFile file, bool isWhole, CancellationToken ending)
    {
        var content = new ImageContent(file.Content, file.Part, file.PartFrom);
        var (keywords, facts, lost) =
            file.Content.IsEmpty && !isWhole ? new([], new(), null) : ImageMetadata.Read(content, isWhole, ending);
        foreach (var sidecar in file.Sidecars.Take(MostSidecars))
        {
            var xmp = new XmpProperties();
            var cut =
                sidecar.Length > MostSidecarBytes
                    ? "an XMP file beside the picture is too long"
                    : XmpKeywords.Read(sidecar.Span, keywords, ending, xmp);
            lost ??= cut;
            facts = facts.Or(XmpFacts.Read(xmp, FactSource.Sidecar));
        }

        if (file.Takeout is { } takeout)
        {
            var read = TakeoutFacts.Read(takeout);
            lost ??= read is null ? "the file of Google Takeout is damaged" : null;
            facts = facts.Or(read ?? new());
        }

        facts = facts.Or(Outside(file));
        return new(keywords, facts with { Place = PlaceTable.Of(facts.Place, facts.Position?.Value) }, lost)
        {
            Content = content,
        };
    }

    /// <summary>The facts that a name and the file's time tell.</summary>
    public static PhotoFacts Outside(PhotoFile file)
    {
        if (PhotoNames.TimeOf(file.Name) is { } named)
        {
            return new() { Taken = new(named, FactSource.FileName) };
        }

        return file.ModifiedAt is { } modified
            ? new() { Taken = new(new(modified.UtcDateTime, TimeSpan.Zero, TimeCertainty.Guess), FactSource.FileTime) }
            : new();
    }
}
