using ImageTagging.Evaluation;

namespace ImageTagging.Tool.Evaluating;

/// <summary>The tags that the index has of the truth's pictures.</summary>
internal static class IndexCandidate
{
    private const int Chunk = 500;

    public static async Task<Candidate> ReadAsync(
        ITagIndex index,
        GroundTruth truth,
        string? onlySource,
        CancellationToken cancellationToken
    )
    {
        var sources = onlySource is null ? await SourcesAsync(index, cancellationToken).ConfigureAwait(false) : [onlySource];
        var candidate = new Candidate("index");
        foreach (var images in truth.Images.Chunk(Chunk))
        {
            (string Image, ImageName Name)[] names =
            [
                .. images.SelectMany(i => sources.Select(s => (i, new ImageName(s, KeyIn(s, i)))).DistinctBy(n => n.Item2)),
            ];
            var records = await index.GetManyAsync([.. names.Select(n => n.Name)], cancellationToken).ConfigureAwait(false);
            candidate.Absent.UnionWith(images);
            for (var i = 0; i < names.Length; i++)
            {
                if (records[i] is not { GoneAt: null } record)
                {
                    continue;
                }

                if (!candidate.Absent.Remove(names[i].Image))
                {
                    throw new ImageTaggingException(
                        $"Several sources have '{names[i].Image}'; write the truth with locations, or name one source with --pictures."
                    )
                    {
                        Code = "Usage",
                    };
                }

                candidate.Failed += record.Status == ImageStatus.Failed ? 1 : 0;
                candidate.Add(names[i].Image, record);
            }
        }

        return candidate;
    }

    /// <summary>The key that a name of the truth stands for: itself, or what follows the source's name, also in a file's location.</summary>
    public static string KeyIn(string source, string image)
    {
        var name =
            image.StartsWith("file:", StringComparison.Ordinal)
            && Uri.TryCreate(image, UriKind.Absolute, out var uri)
            && uri.IsFile
                ? uri.LocalPath
                : image;
        var start = source.TrimEnd('/') + "/";
        return name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : image;
    }

    private static async Task<IReadOnlyList<string>> SourcesAsync(ITagIndex index, CancellationToken cancellationToken) =>
        [
            .. (
                await index
                    .CountTagsAsync(new TagCountRequest { Field = FacetField.Source, Size = 1_000 }, cancellationToken)
                    .ConfigureAwait(false)
            ).Select(c => c.Value),
        ];
}
