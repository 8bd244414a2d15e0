using ImageTagging.Planning;

namespace ImageTagging.Tagging;

/// <summary>Decides which taggers' labels serve and which must be called for.</summary>
/// <param name="taggers">The pipeline's taggers.</param>
/// <param name="options">How the run is to be made.</param>
/// <param name="models">The model version that each tagger answers with, where it is known.</param>
internal sealed class TaggerRules(
    IReadOnlyList<TaggerInfo> taggers,
    RunOptions options,
    IReadOnlyDictionary<string, string> models
)
{
    /// <summary>The pipeline's taggers.</summary>
    public IReadOnlyList<TaggerInfo> Taggers => taggers;

    /// <summary>Tells if labels of that model version are stale.</summary>
    public bool IsStaleModel(TaggerInfo tagger, string? version) =>
        options.RetagModel
        && (tagger.ModelVersion ?? models.GetValueOrDefault(tagger.Name)) is { } present
        && !string.Equals(present, version, StringComparison.Ordinal);

    /// <summary>Tells if a state's labels answer what the tagger would be asked.</summary>
    public bool Serves(TaggerInfo tagger, TaggerState state) =>
        state.Fingerprint is { } asked && tagger.Answers(asked, state.IsCut) && !IsStaleModel(tagger, state.ModelVersion);

    /// <summary>A state as it counts for the tagger's question: a wider answer stays, and what of it counts is said beside it.</summary>
    public static TaggerState Selected(TaggerInfo tagger, TaggerState state) =>
        state with
        {
            Selected = StampJudge.SelectedOf(tagger, state.Fingerprint),
        };

    /// <summary>Lists anew what an item needs.</summary>
    public void Judge(TagItem item)
    {
        item.Needs.Clear();
        var record = item.Known is { } known && item.HasContentOf(known) ? known : null;
        for (var i = 0; i < taggers.Count; i++)
        {
            if (item.Answers[i] is null && Needs(taggers[i], record, item))
            {
                item.Needs.Add(i);
            }
        }
    }

    private bool Needs(TaggerInfo tagger, ImageRecord? record, TagItem item)
    {
        if (record?.Taggers.FirstOrDefault(t => string.Equals(t.Name, tagger.Name, StringComparison.Ordinal)) is not { } state)
        {
            return true;
        }

        // Labels that may be another picture's serve only as long as nothing changed.
        var serves =
            Serves(tagger, state)
            && (
                (state.IsListedContent && (!tagger.NeedsStrongHash || TagItem.AreSurelyEqual(record.Contents, item.Contents)))
                || !item.Listing.DiffersFrom(record.Version, record.Size, record.ModifiedAt)
            );
        var failed = state.Failure is { } failure && (failure.Fingerprint is null || failure.Fingerprint == tagger.Fingerprint);
        return failed ? options.RetryFailed || state.Failure!.DueAt <= item.At : !serves;
    }
}
