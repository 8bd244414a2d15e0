namespace ImageTagging;

/// <summary>When, where and with what a photograph was taken, and what people said of it; each fact with where it stands.</summary>
/// <remarks>Immutable. Everything in it was written by somebody outside: text is to be shown as text, numbers may be wrong.</remarks>
public sealed record PhotoFacts
{
    /// <summary>When it was taken.</summary>
    public Fact<PhotoTime>? Taken { get; init; }

    /// <summary>Who made the camera.</summary>
    public Fact<string>? CameraMake { get; init; }

    /// <summary>The camera.</summary>
    public Fact<string>? CameraModel { get; init; }

    /// <summary>The lens.</summary>
    public Fact<string>? Lens { get; init; }

    /// <summary>The focal length in millimetres.</summary>
    public Fact<double>? FocalLength { get; init; }

    /// <summary>The exposure time in seconds.</summary>
    public Fact<double>? ExposureTime { get; init; }

    /// <summary>The f-number.</summary>
    public Fact<double>? Aperture { get; init; }

    /// <summary>The sensitivity, as ISO counts it.</summary>
    public Fact<int>? Iso { get; init; }

    /// <summary>How long a video runs, in whole milliseconds; pictures have none.</summary>
    public Fact<TimeSpan>? Duration { get; init; }

    /// <summary>Where it was taken.</summary>
    public Fact<PhotoPosition>? Position { get; init; }

    /// <summary>Where it was taken, in words.</summary>
    public Fact<PhotoPlace>? Place { get; init; }

    /// <summary>The title.</summary>
    public Fact<string>? Title { get; init; }

    /// <summary>The description.</summary>
    public Fact<string>? Description { get; init; }

    /// <summary>Stars, 1–5; −1 for rejected. No stars are no fact.</summary>
    public Fact<int>? Rating { get; init; }

    /// <summary>True if somebody called it a favourite.</summary>
    public Fact<bool>? IsFavourite { get; init; }

    /// <summary>How the stored pixels are turned, 1–8 as in EXIF.</summary>
    public Fact<int>? Orientation { get; init; }

    /// <summary>Who took it.</summary>
    public Fact<string>? Artist { get; init; }

    /// <summary>Whose it is.</summary>
    public Fact<string>? Rights { get; init; }

    /// <summary>The id that the pictures of a burst share.</summary>
    public Fact<string>? BurstId { get; init; }

    /// <summary>The id that a picture shares with its moving part.</summary>
    public Fact<string>? LivePhotoId { get; init; }

    /// <summary>Who is in it, each name once.</summary>
    public IReadOnlyList<Fact<PhotoPerson>> People { get; init; } = [];

    /// <summary>Maker and model as one name, the maker once; null where neither is known.</summary>
    public string? Camera
    {
        get
        {
            var (make, model) = (CameraMake?.Value.Trim() ?? "", CameraModel?.Value.Trim() ?? "");
            var first = make.Split(' ')[0];
            var name =
                model.StartsWith(first, StringComparison.OrdinalIgnoreCase) && model.Length > 0 ? model : $"{make} {model}";
            return name.Trim() is { Length: > 0 } camera ? camera : null;
        }
    }
}
