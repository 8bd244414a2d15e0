namespace ImageTagging.AspNetCore.Images;

/// <summary>When, where and with what a photograph was taken, and what people said of it.</summary>
internal sealed record PhotoView
{
    /// <summary>The difference of the place's clock from UTC, such as <c>+02:00</c>; null where it is not known.</summary>
    public string? Offset { get; init; }

    /// <summary><c>zoned</c>, <c>instant</c>, <c>local</c>, <c>date</c> or <c>guess</c>.</summary>
    public string? Certainty { get; init; }

    public string? Camera { get; init; }

    public string? Lens { get; init; }

    /// <summary>Seconds.</summary>
    public double? ExposureTime { get; init; }

    public double? Aperture { get; init; }

    public int? Iso { get; init; }

    /// <summary>Millimetres.</summary>
    public double? FocalLength { get; init; }

    /// <summary>Seconds that a video runs.</summary>
    public double? Duration { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public double? Altitude { get; init; }

    /// <summary>The whole place, the smallest part first, such as <c>Athens, Attica, Greece</c>.</summary>
    public string? Place { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public int? Rating { get; init; }

    public bool? Favourite { get; init; }

    public string? Artist { get; init; }

    public string? Rights { get; init; }

    public required IReadOnlyList<string> People { get; init; }
}
