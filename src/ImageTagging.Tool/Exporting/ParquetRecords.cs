using Parquet;
using Parquet.Schema;

namespace ImageTagging.Tool.Exporting;

/// <summary>The schema of an export, and a row group's worth of records taken apart into its columns.</summary>
internal sealed class ParquetRecords
{
    private readonly List<ParquetColumn> _columns = [];
    private readonly ParquetTexts _source;
    private readonly ParquetTexts _key;
    private readonly ParquetTexts _location;
    private readonly ParquetColumn<long> _size;
    private readonly ParquetColumn<DateTime> _modifiedAt;
    private readonly ParquetTexts _version;
    private readonly ParquetColumn<DateTime> _listedAt;
    private readonly ParquetColumn<int> _width;
    private readonly ParquetColumn<int> _height;
    private readonly ParquetTexts _mediaType;
    private readonly ParquetTexts _status;
    private readonly ParquetColumn<DateTime> _taggedAt;
    private readonly ParquetColumn<DateTime> _goneAt;
    private readonly ParquetTexts _vocabulary;
    private readonly ParquetColumn<bool> _edited;
    private readonly ParquetTexts _contents;
    private readonly ParquetTexts _tagName;
    private readonly ParquetColumn<double> _tagConfidence;
    private readonly ParquetTexts _categories;
    private readonly ParquetLabels _labels;
    private readonly ParquetTaggers _taggers;
    private readonly ParquetEdits _edits;
    private readonly ParquetColumn<DateTime> _takenAt;
    private readonly ParquetTexts _camera;
    private readonly ParquetTexts _lens;
    private readonly ParquetColumn<double> _latitude;
    private readonly ParquetColumn<double> _longitude;
    private readonly ParquetColumn<int> _rating;
    private readonly ParquetTexts _title;
    private readonly ParquetTexts _people;
    private readonly ParquetTexts _place;

    public ParquetRecords()
    {
        var fields = new Queue<DataField>(Schema.DataFields);
        _source = Texts();
        _key = Texts();
        _location = Texts();
        _size = Column<long>();
        _modifiedAt = Column<DateTime>();
        _version = Texts();
        _listedAt = Column<DateTime>();
        _width = Column<int>();
        _height = Column<int>();
        _mediaType = Texts();
        _status = Texts();
        _taggedAt = Column<DateTime>();
        _goneAt = Column<DateTime>();
        _vocabulary = Texts();
        _edited = Column<bool>();
        _contents = Texts();
        _tagName = Texts();
        _tagConfidence = Column<double>();
        _categories = Texts();
        _labels = new(Texts, Column<double>);
        _taggers = new(Texts, Column<DateTime>, Column<int>);
        _edits = new(Texts, Column<DateTime>, Column<bool>);
        _takenAt = Column<DateTime>();
        _camera = Texts();
        _lens = Texts();
        _latitude = Column<double>();
        _longitude = Column<double>();
        _rating = Column<int>();
        _title = Texts();
        _people = Texts();
        _place = Texts();

        ParquetTexts Texts() => new(Column<ReadOnlyMemory<char>>());

        ParquetColumn<T> Column<T>()
            where T : struct
        {
            var column = new ParquetColumn<T>(fields.Dequeue());
            _columns.Add(column);
            return column;
        }
    }

    public static ParquetSchema Schema { get; } =
        new(
            Text("source"),
            Text("key"),
            Text("location"),
            new DataField<long>("size"),
            Time("modified_at"),
            Text("version", isNullable: true),
            Time("listed_at"),
            new DataField<int?>("width"),
            new DataField<int?>("height"),
            Text("media_type", isNullable: true),
            Text("status"),
            Time("tagged_at", isNullable: true),
            Time("gone_at", isNullable: true),
            Text("vocabulary", isNullable: true),
            new DataField<bool>("edited"),
            new ListField("contents", Text("element")),
            new ListField("tags", new StructField("element", Text("name"), new DataField<double>("confidence"))),
            new ListField("categories", Text("element")),
            new ListField("labels", ParquetLabels.Field),
            new ListField("taggers", ParquetTaggers.Field),
            new ListField("edits", ParquetEdits.Field),
            // By the clock of the place: no time in UTC.
            new DateTimeDataField("taken_at", DateTimeFormat.Timestamp, false, DateTimeTimeUnit.Millis, true),
            Text("camera", isNullable: true),
            Text("lens", isNullable: true),
            new DataField<double?>("latitude"),
            new DataField<double?>("longitude"),
            new DataField<int?>("rating"),
            Text("title", isNullable: true),
            new ListField("people", Text("element")),
            Text("place", isNullable: true)
        );

    /// <summary>How many records are waiting.</summary>
    public int Rows { get; private set; }

    /// <summary>How many labels and tags they have together.</summary>
    public int Values { get; private set; }

    public static DataField Text(string name, bool isNullable = false) => new DataField<string>(name, isNullable);

    public static DataField Time(string name, bool isNullable = false) =>
        new DateTimeDataField(name, DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Millis, isNullable);

    public void Add(ImageRecord record)
    {
        _source.Add(record.Source);
        _key.Add(record.Key);
        _location.Add(record.Location);
        _size.Add(record.Size);
        _modifiedAt.Add(record.ModifiedAt.UtcDateTime);
        _version.AddMaybe(record.Version);
        _listedAt.Add(record.ListedAt.UtcDateTime);
        _width.Add(record.Width);
        _height.Add(record.Height);
        _mediaType.AddMaybe(record.MediaType);
        _status.Add(ExportText.Status(record));
        _taggedAt.Add(record.TaggedAt?.UtcDateTime);
        _goneAt.Add(record.GoneAt?.UtcDateTime);
        _vocabulary.AddMaybe(record.Vocabulary);
        _edited.Add(record.Edits.Count > 0);
        Contents(record.Contents);
        Tags(record.Tags);
        _categories.AddList(record.Categories, absent: 1, first: 0, next: 1);
        _labels.Add(record.Taggers);
        _taggers.Add(record.Taggers);
        _edits.Add(record.Edits);
        Photo(record.Facts);
        Rows++;
        Values += record.Tags.Count + record.Taggers.Sum(t => t.Labels.Count) + 1;
    }

    public async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        foreach (var column in _columns)
        {
            await column.WriteAsync(group, cancellationToken).ConfigureAwait(false);
        }

        group.CompleteValidate();
    }

    public void Clear()
    {
        _columns.ForEach(c => c.Clear());
        (Rows, Values) = (0, 0);
    }

    private void Photo(PhotoFacts? facts)
    {
        _takenAt.Add(facts?.Taken?.Value.Local);
        _camera.AddMaybe(facts?.Camera);
        _lens.AddMaybe(facts?.Lens?.Value);
        _latitude.Add(facts?.Position?.Value.Latitude);
        _longitude.Add(facts?.Position?.Value.Longitude);
        _rating.Add(facts?.Rating?.Value);
        _title.AddMaybe(facts?.Title?.Value);
        _people.AddList([.. (facts?.People ?? []).Select(p => p.Value.Name)], absent: 1, first: 0, next: 1);
        _place.AddMaybe(facts?.Place?.Value.Name);
    }

    private void Contents(IReadOnlyList<ContentId> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            _contents.Add(contents[i].Text, i == 0 ? 0 : 1);
        }

        if (contents.Count == 0)
        {
            _contents.Absent(1, 0);
        }
    }

    private void Tags(IReadOnlyList<Tag> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            _tagName.Add(tags[i].Name, i == 0 ? 0 : 1);
            _tagConfidence.Add(tags[i].Confidence.Percent, i == 0 ? 0 : 1);
        }

        if (tags.Count == 0)
        {
            _tagName.Absent(1, 0);
            _tagConfidence.Absent(1, 0);
        }
    }
}
