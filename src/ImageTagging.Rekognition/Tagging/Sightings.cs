namespace ImageTagging.Rekognition.Tagging;

/// <summary>Brings sightings of one name together in one label: the highest confidence, a box for each.</summary>
internal static class Sightings
{
    public static IEnumerable<ImageLabel> Merge(IEnumerable<Sighting> sightings) =>
        sightings
            .Where(s => TaggerParts.IsName(s.Name))
            .GroupBy(s => s.Name, StringComparer.Ordinal)
            .Take(TaggerParts.MostLabels)
            .Select(same => new ImageLabel
            {
                Name = same.Key,
                Confidence = TaggerParts.Percent(same.Max(s => s.Confidence)),
                Categories = same.First().Categories,
                Boxes = [.. same.Where(s => s.Box is not null).Select(s => TaggerParts.ToBox(s.Box!, s.Confidence))],
            });
}
