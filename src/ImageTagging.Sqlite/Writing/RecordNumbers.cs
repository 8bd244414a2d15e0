using ImageTagging.Indexing;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>The numbers of a record's terms and texts as far as this process knows them; any thread may ask.</summary>
internal class RecordNumbers(SharedCaches shared)
{
    /// <summary>Not known, or not yet given.</summary>
    public const int Unknown = -1;

    protected SharedCaches Shared => shared;

    /// <summary>True if what is found is committed, so that others may be told.</summary>
    protected virtual bool IsCommitted => true;

    public virtual int Term(byte field, string name) => shared.Catalog.Known(field, name);

    public virtual int Text(string text) => shared.Texts.Texts.Known(text);

    public virtual int Text(ReadOnlySpan<char> text) => shared.Texts.Texts.Known(text);

    public virtual int StampText(string text) => shared.Stamps.Texts.Known(text);

    public int Month(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var shape = (utc.Year * 12) + utc.Month;
        return shared.Shapes.Months.TryGetValue(shape, out var id)
            ? id
            : Keep(shared.Shapes.Months, shape, Term(TermFields.Of(FacetField.Month), RecordTerms.Month(time)));
    }

    public int Parent(TagRelation relation) =>
        shared.Shapes.Parents.TryGetValue(relation, out var id)
            ? id
            : Keep(shared.Shapes.Parents, relation, Term(TermFields.Of(FacetField.Parent), RecordTerms.Relation(relation)));

    public int Alias(TagRelation relation) =>
        shared.Shapes.Aliases.TryGetValue(relation, out var id)
            ? id
            : Keep(shared.Shapes.Aliases, relation, Term(TermFields.Of(FacetField.Alias), RecordTerms.Relation(relation)));

    /// <summary>A label without confidence, boxes and area.</summary>
    public int Label(ImageLabel label) =>
        shared.Shapes.Labels.TryGetValue(label, out var id)
            ? id
            : Keep(shared.Shapes.Labels, label with { Confidence = 0, Boxes = [], Area = null }, Text(BodyParts.Kind(label)));

    /// <summary>A tagger's answer without time and labels.</summary>
    public int Head(TaggerState state)
    {
        var shape = new ShapeCatalog.HeadShape(
            state.Name,
            state.Fingerprint,
            state.ModelVersion,
            state.IsAuthored,
            state.IsListedContent
        );
        return shared.Shapes.Heads.TryGetValue(shape, out var id)
            ? id
            : Keep(shared.Shapes.Heads, shape, Text(BodyParts.Head(state)));
    }

    public int Stamp(ImageRecord record)
    {
        if (record.Companions.Count > 0 || record.Taggers is not [{ Failure: null, Selected: null, PassedOver: null } only])
        {
            return StampText(record.Stamp.Text);
        }

        var shape = new ShapeCatalog.StampShape(only.Name, only.Fingerprint, only.ModelVersion, only.IsCut, record.Vocabulary);
        return shared.Shapes.Stamps.TryGetValue(shape, out var id)
            ? id
            : Keep(shared.Shapes.Stamps, shape, StampText(record.Stamp.Text));
    }

    private int Keep<T>(System.Collections.Concurrent.ConcurrentDictionary<T, int> shapes, T shape, int id)
        where T : notnull
    {
        if (id >= 0 && IsCommitted)
        {
            _ = shapes.TryAdd(shape, id);
        }

        return id;
    }
}
