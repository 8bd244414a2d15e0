using System.Globalization;

namespace ImageTagging.Metadata;

/// <summary>The facts of XMP, in a picture or beside it.</summary>
internal static class XmpFacts
{
    public static PhotoFacts Read(XmpProperties xmp, FactSource source)
    {
        var people = xmp.People.Concat(
            xmp.All("Iptc4xmpExt:PersonInImage")
                .Select(FactText.Clean)
                .OfType<string>()
                .Select(name => new PhotoPerson(name, null))
        );
        var rating = XmpProperties.Number(Theirs("xmp:Rating", "imagetag:Rating"));
        return new()
        {
            Taken = Of(
                FactTimes.OfXmp(xmp.First("exif:DateTimeOriginal"))
                    ?? FactTimes.OfXmp(xmp.First("photoshop:DateCreated"))
                    ?? FactTimes.OfXmp(xmp.First("exif:DateTimeDigitized", "xmp:CreateDate"))
            ),
            CameraMake = Text("tiff:Make"),
            CameraModel = Text("tiff:Model"),
            Lens = Text("exifEX:LensModel", "aux:Lens"),
            FocalLength = Positive("exif:FocalLength"),
            ExposureTime = Positive("exif:ExposureTime"),
            Aperture = Positive("exif:FNumber"),
            Iso = XmpProperties.Number(xmp.First("exif:ISOSpeedRatings", "exifEX:PhotographicSensitivity"))
                is > 0
                    and <= 10_000_000
                    and var iso
                ? Of((int)iso)
                : null,
            Position = Of(
                FactPositions.Of(
                    Degrees(xmp.First("exif:GPSLatitude")),
                    Degrees(xmp.First("exif:GPSLongitude")),
                    XmpProperties.Number(xmp.First("exif:GPSAltitude")) * (xmp.First("exif:GPSAltitudeRef") == "1" ? -1 : 1)
                )
            ),
            Place = Of(
                FactPlaces.Of(
                    xmp.First("photoshop:Country"),
                    xmp.First("Iptc4xmpCore:CountryCode"),
                    xmp.First("photoshop:State"),
                    xmp.First("photoshop:City"),
                    xmp.First("Iptc4xmpCore:Location")
                )
            ),
            Title = Of(FactText.Clean(Theirs("dc:title", "imagetag:Title") ?? xmp.First("photoshop:Headline"))),
            Description = Text("dc:description"),
            Rating = rating is >= 1 and <= 5 or -1 ? Of((int)rating) : null,
            Orientation = XmpProperties.Number(xmp.First("tiff:Orientation")) is >= 1 and <= 8 and var turned
                ? Of((int)turned)
                : null,
            Artist = Text("dc:creator", "tiff:Artist"),
            Rights = Text("dc:rights", "tiff:Copyright"),
            BurstId = Text("GCamera:BurstID"),
            People = [.. people.DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => Of(p)!)],
        };

        // What this library wrote came from elsewhere, and is told from there.
        string? Theirs(string name, string note) => xmp.First(name) is { } value && value != xmp.First(note) ? value : null;
        Fact<T>? Of<T>(T? value)
            where T : notnull => value is null ? null : new(value, source);
        Fact<string>? Text(params ReadOnlySpan<string> names) => Of(FactText.Clean(xmp.First(names)));
        Fact<double>? Positive(string name) =>
            XmpProperties.Number(xmp.First(name)) is > 0 and < 1e7 and var number ? Of(number) : null;
    }

    // 48,12.5N or 48,12,30N.
    private static double? Degrees(string? text)
    {
        var side = text is { Length: > 1 and < 40 } ? char.ToUpperInvariant(text[^1]) : ' ';
        if (text is null || side is not ('N' or 'S' or 'E' or 'W'))
        {
            return null;
        }

        var degrees = 0d;
        var unit = 1d;
        foreach (var part in text[..^1].Split(','))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            degrees += number / unit;
            unit *= 60;
        }

        return side is 'S' or 'W' ? -degrees : degrees;
    }
}
