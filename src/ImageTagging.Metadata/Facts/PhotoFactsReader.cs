namespace ImageTagging.Metadata;

/// <summary>Reads the facts of photographs: EXIF, XMP, IPTC, files beside the picture, its name, the file's time - in this order.</summary>
/// <remarks>What one of them lacks or has damaged, the next may have: a fault loses its own facts alone. Threads may share it.</remarks>
/// <param name="timeout">How long one photograph may take; null for 10 seconds.</param>
/// <param name="timeProvider">The clock that ends a reading; null for the system's.</param>
public sealed class PhotoFactsReader(TimeSpan? timeout = null, TimeProvider? timeProvider = null)
{
    private const int MostSidecarBytes = 16 << 20;
    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Reads one photograph's facts.</summary>
    /// <param name="file">The picture, or its beginning, and what lies beside it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The facts; where nothing could be read in time, those of the name alone, with a warning.</returns>
    public async ValueTask<PhotoFacts> ReadAsync(PhotoFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(_timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await Task.Run(() => Read(file, ending.Token), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outside(file) with
            {
                Warning = $"Reading the metadata took longer than {_timeout.TotalSeconds:0.###} s and was given up.",
            };
        }
    }

    private static PhotoFacts Read(PhotoFile file, CancellationToken ending)
    {
        var facts = Inside(file.Content, ending);
        foreach (var sidecar in file.Sidecars.Take(4))
        {
            var xmp = new XmpProperties();
            var lost =
                sidecar.Length > MostSidecarBytes
                    ? "an XMP file beside the picture is too long"
                    : XmpKeywords.Read(sidecar.Span, [], ending, xmp);
            facts = Merge(facts, XmpFacts.Read(xmp, FactSource.Sidecar), lost);
        }

        if (file.Takeout is { } takeout)
        {
            var read = TakeoutFacts.Read(takeout);
            facts = Merge(facts, read ?? new(), read is null ? "the file of Google Takeout is damaged" : null);
        }

        return Merge(facts, Outside(file), null);
    }

    private static PhotoFacts Inside(ReadOnlyMemory<byte> content, CancellationToken ending)
    {
        if (content.IsEmpty)
        {
            return new();
        }

        PictureParts parts;
        try
        {
            parts = PictureParts.Read(content, ending, isWhole: false);
        }
        catch (UnreadableMetadataException fault)
        {
            return new() { Warning = fault.Message };
        }

        var (facts, lost) = (new PhotoFacts(), parts.Lost);
        foreach (var exif in parts.Exif)
        {
            facts = Merge(facts, ExifFacts.Read(exif), null);
        }

        foreach (var packet in parts.Xmp)
        {
            var xmp = new XmpProperties();
            var cut = XmpKeywords.Read(packet.Span, [], ending, xmp);
            lost ??= cut;
            facts = Merge(facts, XmpFacts.Read(xmp, FactSource.Xmp), null);
        }

        foreach (var block in parts.Iptc)
        {
            var fields = new Dictionary<int, string>();
            var cut = IptcKeywords.Read(block.Span, [], fields);
            lost ??= cut;
            facts = Merge(facts, OfIptc(fields), null);
        }

        return Merge(facts, new(), lost);
    }

    private static PhotoFacts OfIptc(Dictionary<int, string> fields)
    {
        var taken = FactTimes.OfIptc(fields.GetValueOrDefault(55), fields.GetValueOrDefault(60));
        return new()
        {
            Taken = taken is null ? null : new(taken, FactSource.Iptc),
            Title = Text(5) ?? Text(105),
            Description = Text(120),
            Artist = Text(80),
            Rights = Text(116),
        };

        Fact<string>? Text(int field) =>
            FactText.Clean(fields.GetValueOrDefault(field)) is { } text ? new(text, FactSource.Iptc) : null;
    }

    private static PhotoFacts Outside(PhotoFile file)
    {
        if (PhotoNames.TimeOf(file.Name) is { } named)
        {
            return new() { Taken = new(named, FactSource.FileName) };
        }

        return file.ModifiedAt is { } modified
            ? new() { Taken = new(new(modified.UtcDateTime, TimeSpan.Zero, TimeCertainty.Guess), FactSource.FileTime) }
            : new();
    }

    private static PhotoFacts Merge(PhotoFacts first, PhotoFacts second, string? lost) =>
        new()
        {
            Taken = first.Taken ?? second.Taken,
            CameraMake = first.CameraMake ?? second.CameraMake,
            CameraModel = first.CameraModel ?? second.CameraModel,
            Lens = first.Lens ?? second.Lens,
            FocalLength = first.FocalLength ?? second.FocalLength,
            ExposureTime = first.ExposureTime ?? second.ExposureTime,
            Aperture = first.Aperture ?? second.Aperture,
            Iso = first.Iso ?? second.Iso,
            Position = first.Position ?? second.Position,
            Title = first.Title ?? second.Title,
            Description = first.Description ?? second.Description,
            Rating = first.Rating ?? second.Rating,
            IsFavourite = first.IsFavourite ?? second.IsFavourite,
            Orientation = first.Orientation ?? second.Orientation,
            Artist = first.Artist ?? second.Artist,
            Rights = first.Rights ?? second.Rights,
            BurstId = first.BurstId ?? second.BurstId,
            LivePhotoId = first.LivePhotoId ?? second.LivePhotoId,
            // A name with a place says more than the same name without one.
            People =
            [
                .. first
                    .People.Concat(second.People)
                    .GroupBy(p => p.Value.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(g => g.FirstOrDefault(p => p.Value.Box is not null) ?? g.First()),
            ],
            Warning =
                first.Warning ?? second.Warning ?? (lost is null ? null : $"Not all of the metadata could be read: {lost}."),
        };
}
