using ImageTagging.Indexing;
using Parquet.Schema;

namespace ImageTagging.Tool.Exporting;

/// <summary>The columns of what people corrected.</summary>
internal sealed class ParquetEdits(Func<ParquetTexts> texts, Func<ParquetColumn<DateTime>> times, Func<ParquetColumn<bool>> flags)
{
    private readonly ParquetTexts _tag = texts();
    private readonly ParquetTexts _fact = texts();
    private readonly ParquetTexts _value = texts();
    private readonly ParquetColumn<bool> _added = flags();
    private readonly ParquetTexts _by = texts();
    private readonly ParquetColumn<DateTime> _at = times();
    private readonly ParquetTexts _batch = texts();

    public static Field Field { get; } =
        new StructField(
            "element",
            ParquetRecords.Text("tag", isNullable: true),
            ParquetRecords.Text("fact", isNullable: true),
            ParquetRecords.Text("value", isNullable: true),
            new DataField<bool>("added"),
            ParquetRecords.Text("by"),
            ParquetRecords.Time("at"),
            ParquetRecords.Text("batch")
        );

    public void Add(IReadOnlyList<Correction> edits)
    {
        for (var i = 0; i < edits.Count; i++)
        {
            var (edit, place) = (edits[i], i == 0 ? 0 : 1);
            _tag.AddMaybe(edit.Tag, place);
            _fact.AddMaybe(edit.Fact is { } fact ? FactTerms.Name(fact) : null, place);
            _value.AddMaybe(edit.Value, place);
            _added.Add(edit.IsAdded, place);
            _by.Add(edit.By, place);
            _at.Add(edit.At.UtcDateTime, place);
            _batch.Add(edit.Batch, place);
        }

        if (edits.Count == 0)
        {
            _tag.Absent(1, 0);
            _fact.Absent(1, 0);
            _value.Absent(1, 0);
            _added.Absent(1, 0);
            _by.Absent(1, 0);
            _at.Absent(1, 0);
            _batch.Absent(1, 0);
        }
    }
}
