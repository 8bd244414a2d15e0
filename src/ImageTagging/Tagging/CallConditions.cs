using ImageTagging.Indexing;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tagging;

/// <summary>Which taggers are called for some pictures only, and which may share one call. By the taggers' order.</summary>
internal sealed class CallConditions
{
    private readonly IReadOnlyList<TaggerInfo> _taggers;
    private readonly TagQuery?[] _queries;
    private readonly NearDuplicateReuse?[] _reuses;

    public CallConditions(IReadOnlyList<TaggerInfo> taggers, IReadOnlyList<TaggerCallOptions> calls)
    {
        _taggers = taggers;
        _queries = [.. calls.Select(c => c.OnlyWhere)];
        _reuses = [.. calls.Select((c, i) => taggers[i].NeedsStrongHash ? null : c.ReuseNearDuplicates)];
        Texts = [.. _queries.Select(q => q is null ? null : TagQueryText.ToCanonical(q))];
        Stamps = [.. Texts.Select(TaggerStamp.Condition)];
        HasConditions = _queries.Any(q => q is not null);
    }

    /// <summary>Each tagger's condition; null for none.</summary>
    public IReadOnlyList<string?> Texts { get; }

    /// <summary>The same, as stamps have it.</summary>
    public IReadOnlyList<string?> Stamps { get; }

    /// <summary>True if any tagger has one.</summary>
    public bool HasConditions { get; }

    /// <summary>Tells if a tagger has a condition.</summary>
    public bool IsConditional(int tagger) => _queries[tagger] is not null;

    /// <summary>Which pictures share a call of a tagger; null for none.</summary>
    public NearDuplicateReuse? ReuseOf(int tagger) => _reuses[tagger];

    /// <summary>In which order taggers are asked: first those that others depend on.</summary>
    public int RankOf(int tagger) =>
        IsConditional(tagger) ? 2
        : ReuseOf(tagger) is not null ? 1
        : 0;

    /// <summary>Tells if a tagger is called for a picture.</summary>
    /// <param name="tagger">The tagger.</param>
    /// <param name="others">What <see cref="WithoutConditional"/> gave.</param>
    public bool Allows(int tagger, ImageRecord others) =>
        _queries[tagger] is not { } query || QuerySemantics.Finds(query, others);

    /// <summary>A record as it is without the taggers that have a condition, so that their own answers decide nothing.</summary>
    public ImageRecord WithoutConditional(ImageRecord record, Vocabulary vocabulary) =>
        RecordProjector.Project(record with { Taggers = [.. record.Taggers.Where(s => !IsConditional(s.Name))] }, vocabulary);

    /// <summary>Tells if a picture needs a tagger that shares calls by looks, and only its bytes tell how it looks.</summary>
    public bool WantsLook(PipelineComponents components, TagItem item) =>
        components.Codec is not null
        && item.Facts.Look is null
        && item.Origin?.Look is null
        && item.Needs.Exists(i => ReuseOf(i) is not null)
        && !(item.Known is { Look: not null } known && item.HasContentOf(known));

    private bool IsConditional(string name)
    {
        for (var i = 0; i < _taggers.Count; i++)
        {
            if (string.Equals(_taggers[i].Name, name, StringComparison.Ordinal))
            {
                return IsConditional(i);
            }
        }

        return false;
    }
}
