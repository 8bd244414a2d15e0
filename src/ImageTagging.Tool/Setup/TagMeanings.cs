using System.Globalization;
using ImageTagging.Semantics;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Setup;

/// <summary>The meanings of an index's tags, kept beside its file: a search is a new process, and would work them out each time.</summary>
internal static class TagMeanings
{
    private const int PageSize = 10_000;

    // So many are worked out by the search that needs them before anybody notices.
    private const int FewNames = 100;

    /// <summary>How the model of an index works.</summary>
    public static SentenceModelOptions Of(ITagIndex index) =>
        new() { CacheFile = index is SqliteTagIndex ? index.Info.Location + "-meanings" : null };

    /// <summary>Works out what is missing, where that would keep a search waiting.</summary>
    /// <param name="index">The index, of which new tags may have come.</param>
    /// <param name="output">Where it is told.</param>
    /// <param name="cancellationToken">Ends it, which is no fault: searches work out what they need.</param>
    public static async Task PrepareAsync(ITagIndex index, ToolOutput output, CancellationToken cancellationToken)
    {
        if (!SentenceModel.IsSupported || Of(index) is not { CacheFile: not null } options)
        {
            return;
        }

        try
        {
            var names = await ReadAsync(index, cancellationToken).ConfigureAwait(false);
            using var model = new SentenceModel(options);
            if (model.CountUnknown(names) is > FewNames and var count)
            {
                output.Note(
                    string.Create(CultureInfo.InvariantCulture, $"{count:N0} new tags are made ready for searches by meaning.")
                );
                await model.PrepareAsync(names, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ImageTaggingException)
        {
            // The run is done all the same; a search that needs the model tells what is wrong with it.
        }
    }

    // As searches name them: the most frequent first.
    private static async Task<string[]> ReadAsync(ITagIndex index, CancellationToken cancellationToken)
    {
        List<TagCount> all = [];
        IReadOnlyList<TagCount> page;
        do
        {
            page = await index
                .CountTagsAsync(
                    new()
                    {
                        Size = PageSize,
                        ByName = true,
                        After = all.Count == 0 ? null : all[^1].Value,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            all.AddRange(page);
        } while (page.Count == PageSize);
        return [.. all.OrderByDescending(t => t.Count).ThenBy(t => t.Value, StringComparer.Ordinal).Select(t => t.Value)];
    }
}
