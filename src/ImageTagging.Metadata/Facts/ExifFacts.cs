namespace ImageTagging.Metadata;

/// <summary>The facts of an EXIF block.</summary>
internal static class ExifFacts
{
    public static PhotoFacts Read(TiffTags tiff)
    {
        var first = tiff.Directory(0);
        var exif = Below(tiff, first, 0x8769);
        var position = Position(Below(tiff, first, 0x8825));
        var apple = Apple(exif);
        return new()
        {
            Taken = Fact(
                FactTimes.OfExif(Text(exif, 0x9003), Text(exif, 0x9291), Text(exif, 0x9011))
                    ?? FactTimes.OfExif(Text(exif, 0x9004), Text(exif, 0x9292), Text(exif, 0x9012))
            ),
            CameraMake = Fact(Text(first, 0x10F)),
            CameraModel = Fact(Text(first, 0x110)),
            Lens = Fact(Text(exif, 0xA434)),
            FocalLength = Positive(exif, 0x920A),
            ExposureTime = Positive(exif, 0x829A),
            Aperture = Positive(exif, 0x829D),
            // Panasonic's raw files have it in a place of their own.
            Iso = (Number(exif, 0x8827) ?? (tiff.StartsWith("IIU\0"u8) ? Number(first, 0x17) : null))
                is > 0
                    and <= 10_000_000
                    and var iso
                ? Fact((int)iso)
                : null,
            Position = Fact(position),
            Description = Fact(Text(first, 0x10E)),
            Rating = Number(first, 0x4746) is >= 1 and <= 5 and var rating ? Fact((int)rating) : null,
            Orientation = Number(first, 0x112) is >= 1 and <= 8 and var turned ? Fact((int)turned) : null,
            Artist = Fact(Text(first, 0x13B)),
            Rights = Fact(Text(first, 0x8298)),
            BurstId = Fact(Text(apple, 0x0B)),
            LivePhotoId = Fact(Text(apple, 0x11)),
        };
    }

    /// <summary>The facts in fields of Windows's Explorer, which other programs do not keep up to date.</summary>
    public static PhotoFacts OfWindows(TiffTags tiff)
    {
        var first = tiff.Directory(0);
        return new()
        {
            Title = Fact(Wide(first, 0x9C9B)),
            Description = Fact(Wide(first, 0x9C9C)),
            Artist = Fact(Wide(first, 0x9C9D)),
        };
    }

    /// <summary>When the file was written, as far as that stands in it: often, and not always, when it was taken.</summary>
    public static Fact<PhotoTime>? Changed(TiffTags tiff)
    {
        var first = tiff.Directory(0);
        var exif = Below(tiff, first, 0x8769);
        return Fact(FactTimes.OfExif(Text(first, 0x132), Text(exif, 0x9290), Text(exif, 0x9010)));
    }

    private static Fact<T>? Fact<T>(T? value)
        where T : notnull => value is null ? null : new(value, FactSource.Exif);

    private static Fact<double>? Positive(Dictionary<int, TiffField> fields, int tag) =>
        Number(fields, tag) is > 0 and < 1e7 and var number ? Fact(number) : null;

    private static double? Number(Dictionary<int, TiffField> fields, int tag) =>
        fields.TryGetValue(tag, out var field) ? field.Number() : null;

    private static string? Text(Dictionary<int, TiffField> fields, int tag) =>
        fields.TryGetValue(tag, out var field) && field.Type is 2 or 7 or 129 ? field.Text : null;

    private static string? Wide(Dictionary<int, TiffField> fields, int tag) =>
        fields.TryGetValue(tag, out var field) ? FactText.Clean(TiffTags.Utf16(field.Value.Span)) : null;

    // Some makers keep all in one directory, or each directory in a block of its own.
    private static Dictionary<int, TiffField> Below(TiffTags tiff, Dictionary<int, TiffField> fields, int tag) =>
        Number(fields, tag) is > 0 and var at ? tiff.Directory((long)at) : fields;

    private static PhotoPosition? Position(Dictionary<int, TiffField> gps)
    {
        if (Degrees(gps, 2) is not { } latitude || Degrees(gps, 4) is not { } longitude)
        {
            return null;
        }

        latitude = Text(gps, 1) is "S" or "s" ? -latitude : latitude;
        longitude = Text(gps, 3) is "W" or "w" ? -longitude : longitude;
        var altitude = Number(gps, 6) is { } metres ? (Number(gps, 5) is 1 && metres != 0 ? -metres : metres) : (double?)null;
        return FactPositions.Of(latitude, longitude, altitude);
    }

    private static double? Degrees(Dictionary<int, TiffField> gps, int tag) =>
        gps.TryGetValue(tag, out var field) && field.Number() is { } degrees
            ? degrees + ((field.Number(1) ?? 0) / 60) + ((field.Number(2) ?? 0) / 3600)
            : null;

    // A block of its own behind "Apple iOS", a version and the byte order, whose offsets count from its own beginning.
    private static Dictionary<int, TiffField> Apple(Dictionary<int, TiffField> exif)
    {
        if (!exif.TryGetValue(0x927C, out var note) || !note.Value.Span.StartsWith("Apple iOS\0"u8) || note.Value.Length < 20)
        {
            return [];
        }

        // As a TIFF block: its header is as long as what is left out of theirs.
        var block = note.Value.ToArray();
        "MM\0*\0\0\0\u000e"u8.CopyTo(block);
        return new TiffTags(block).Directory(14);
    }
}
