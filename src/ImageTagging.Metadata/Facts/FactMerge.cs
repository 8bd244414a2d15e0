namespace ImageTagging.Metadata;

/// <summary>Puts the facts of several places together.</summary>
internal static class FactMerge
{
    /// <summary>These facts, and of each that is missing the other's.</summary>
    public static PhotoFacts Or(this PhotoFacts first, PhotoFacts second) =>
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
            Duration = first.Duration ?? second.Duration,
            Position = first.Position ?? second.Position,
            Place = first.Place ?? second.Place,
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
                first.People.Count + second.People.Count == 0
                    ? []
                    :
                    [
                        .. first
                            .People.Concat(second.People)
                            .GroupBy(p => p.Value.Name, StringComparer.OrdinalIgnoreCase)
                            .Select(g => g.FirstOrDefault(p => p.Value.Box is not null) ?? g.First()),
                    ],
        };
}
