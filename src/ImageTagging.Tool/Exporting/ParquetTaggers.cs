using Parquet.Schema;

namespace ImageTagging.Tool.Exporting;

/// <summary>The columns of the taggers: who answered when, and what went wrong.</summary>
internal sealed class ParquetTaggers(
    Func<ParquetTexts> texts,
    Func<ParquetColumn<DateTime>> times,
    Func<ParquetColumn<int>> numbers
)
{
    private readonly ParquetTexts _name = texts();
    private readonly ParquetTexts _model = texts();
    private readonly ParquetTexts _fingerprint = texts();
    private readonly ParquetColumn<DateTime> _taggedAt = times();
    private readonly ParquetTexts _code = texts();
    private readonly ParquetTexts _message = texts();
    private readonly ParquetColumn<int> _attempts = numbers();
    private readonly ParquetColumn<DateTime> _dueAt = times();

    public static Field Field { get; } =
        new StructField(
            "element",
            ParquetRecords.Text("name"),
            ParquetRecords.Text("model_version", isNullable: true),
            ParquetRecords.Text("fingerprint", isNullable: true),
            ParquetRecords.Time("tagged_at", isNullable: true),
            ParquetRecords.Text("failure_code", isNullable: true),
            ParquetRecords.Text("failure_message", isNullable: true),
            new DataField<int?>("attempts"),
            ParquetRecords.Time("due_at", isNullable: true)
        );

    public void Add(IReadOnlyList<TaggerState> taggers)
    {
        for (var i = 0; i < taggers.Count; i++)
        {
            var (tagger, place) = (taggers[i], i == 0 ? 0 : 1);
            _name.Add(tagger.Name, place);
            _model.AddMaybe(tagger.ModelVersion, place);
            _fingerprint.AddMaybe(tagger.Fingerprint?.ToString(), place);
            _taggedAt.Add(tagger.TaggedAt?.UtcDateTime, place);
            _code.AddMaybe(tagger.Failure?.Code, place);
            _message.AddMaybe(tagger.Failure?.Message, place);
            _attempts.Add(tagger.Failure?.Attempts, place);
            _dueAt.Add(tagger.Failure?.DueAt?.UtcDateTime, place);
        }

        if (taggers.Count == 0)
        {
            _name.Absent(1, 0);
            _model.Absent(1, 0);
            _fingerprint.Absent(1, 0);
            _taggedAt.Absent(1, 0);
            _code.Absent(1, 0);
            _message.Absent(1, 0);
            _attempts.Absent(1, 0);
            _dueAt.Absent(1, 0);
        }
    }
}
