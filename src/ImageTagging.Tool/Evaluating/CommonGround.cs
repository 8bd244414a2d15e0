using ImageTagging.Evaluation;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Evaluating;

/// <summary>The pictures and tags that all candidates are asked about: the pictures that each of them has, and tags that are known at all.</summary>
internal static class CommonGround
{
    // Both are asked about the same pictures, else one would be praised for the harder ones that it left out.
    public static GroundTruth Of(GroundTruth truth, IReadOnlyList<Candidate> candidates, ToolOutput output)
    {
        var absent = candidates.SelectMany(c => c.Absent).ToHashSet(StringComparer.Ordinal);
        foreach (var candidate in candidates.Where(c => c.Absent.Count + c.Failed > 0))
        {
            output.Note(
                FormattableString.Invariant(
                    $"{candidate.Name}: {candidate.Absent.Count} pictures of the truth are not there and left out, {candidate.Failed} could not be tagged and count as given nothing."
                )
            );
        }

        if (absent.Count == 0)
        {
            return truth;
        }

        var common = new GroundTruth();
        foreach (var image in truth.Images.Where(i => !absent.Contains(i)))
        {
            common.Add(image, truth[image], truth.Doubtful(image));
        }

        return common.Count > 0
            ? common
            : throw new ImageTaggingException(
                "None of the truth's pictures is there; name them as the source does, such as cats/tom.jpg."
            )
            {
                Code = "NoSuchImage",
            };
    }

    /// <summary>Says which tags are asked for and unknown: rows of zeros would look like an answer.</summary>
    public static void NameUnknown(
        IReadOnlyList<string> tags,
        GroundTruth truth,
        IReadOnlyList<Candidate> candidates,
        ToolOutput output
    )
    {
        if (tags.Count == 0)
        {
            return;
        }

        var known = truth
            .Images.SelectMany(i => truth[i])
            .Concat(candidates.SelectMany(c => c.Given).Select(p => p.Tag))
            .Select(TagName.Normalize)
            .ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. tags.Where(t => !known.Contains(TagName.Normalize(t)))];
        if (unknown.Length == 0)
        {
            return;
        }

        var says =
            $"{string.Join(", ", unknown.Select(t => $"'{t}'"))}: neither in the truth nor given to any of its pictures; --tag takes names as the truth or the tagger writes them.";
        if (unknown.Length == tags.Count)
        {
            throw new ImageTaggingException(says) { Code = "NoSuchTag" };
        }

        output.Warning(says);
    }
}
