using ImageTagging.Evaluation;

namespace ImageTagging.Tool.Evaluating;

/// <summary>Whose tags are compared with the truth, and what they are.</summary>
internal sealed class Candidate(string name)
{
    public string Name { get; } = name;

    public List<Prediction> Given { get; } = [];

    /// <summary>Where each picture of the truth is, by the truth's name for it.</summary>
    public Dictionary<string, string> Locations { get; } = new(StringComparer.Ordinal);

    /// <summary>Pictures of the truth that are not there, or that a budget left out: no figure counts them.</summary>
    public HashSet<string> Absent { get; } = new(StringComparer.Ordinal);

    /// <summary>Pictures that could not be tagged: they count, as pictures that were given nothing.</summary>
    public int Failed { get; set; }

    public void Add(string image, ImageRecord record)
    {
        Locations[image] = record.Location;
        var names = record.Parents.Concat(record.Aliases).ToLookup(r => r.Tag, r => r.Name, StringComparer.Ordinal);
        foreach (var tag in record.Tags)
        {
            Given.Add(new(image, tag.Name, tag.Confidence.Percent) { OtherNames = [.. names[tag.Name]] });
        }
    }
}
