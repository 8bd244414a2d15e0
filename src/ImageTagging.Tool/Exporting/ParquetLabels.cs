using Parquet.Schema;

namespace ImageTagging.Tool.Exporting;

/// <summary>The columns of what the taggers said: a list of structures that hold lists.</summary>
internal sealed class ParquetLabels(Func<ParquetTexts> texts, Func<ParquetColumn<double>> numbers)
{
    // How much of the path there is: no label, and a label whose inner list is empty.
    private const int NoLabel = 1;
    private const int EmptyList = 4;

    private readonly ParquetTexts _tagger = texts();
    private readonly ParquetTexts _name = texts();
    private readonly ParquetColumn<double> _confidence = numbers();
    private readonly ParquetTexts _parents = texts();
    private readonly ParquetTexts _aliases = texts();
    private readonly ParquetTexts _categories = texts();
    private readonly ParquetColumn<double> _left = numbers();
    private readonly ParquetColumn<double> _top = numbers();
    private readonly ParquetColumn<double> _width = numbers();
    private readonly ParquetColumn<double> _height = numbers();
    private readonly ParquetColumn<double> _boxConfidence = numbers();
    private readonly ParquetColumn<double> _area = numbers();
    private readonly ParquetTexts _models = texts();

    public static Field Field { get; } =
        new StructField(
            "element",
            ParquetRecords.Text("tagger"),
            ParquetRecords.Text("name"),
            new DataField<double>("confidence"),
            new ListField("parents", ParquetRecords.Text("element")),
            new ListField("aliases", ParquetRecords.Text("element")),
            new ListField("categories", ParquetRecords.Text("element")),
            new ListField(
                "boxes",
                new StructField(
                    "element",
                    new DataField<double>("left"),
                    new DataField<double>("top"),
                    new DataField<double>("width"),
                    new DataField<double>("height"),
                    new DataField<double?>("confidence")
                )
            ),
            new DataField<double?>("area"),
            new ListField("models", ParquetRecords.Text("element"))
        );

    public void Add(IReadOnlyList<TaggerState> taggers)
    {
        var repetition = 0;
        for (var t = 0; t < taggers.Count; t++)
        {
            var labels = taggers[t].Labels;
            for (var i = 0; i < labels.Count; i++)
            {
                Add(taggers[t].Name, labels[i], repetition);
                repetition = 1;
            }
        }

        if (repetition == 0)
        {
            _tagger.Absent(NoLabel, 0);
            _name.Absent(NoLabel, 0);
            _confidence.Absent(NoLabel, 0);
            _parents.Absent(NoLabel, 0);
            _aliases.Absent(NoLabel, 0);
            _categories.Absent(NoLabel, 0);
            NoBox(NoLabel, 0);
            _area.Absent(NoLabel, 0);
            _models.Absent(NoLabel, 0);
        }
    }

    private void Add(string tagger, ImageLabel label, int repetition)
    {
        _tagger.Add(tagger, repetition);
        _name.Add(label.Name, repetition);
        _confidence.Add(label.Confidence, repetition);
        _parents.AddList(label.Parents, EmptyList, repetition, 2);
        _aliases.AddList(label.Aliases, EmptyList, repetition, 2);
        _categories.AddList(label.Categories, EmptyList, repetition, 2);
        if (label.Boxes.Count == 0)
        {
            NoBox(EmptyList, repetition);
        }

        for (var i = 0; i < label.Boxes.Count; i++)
        {
            var (box, place) = (label.Boxes[i], i == 0 ? repetition : 2);
            _left.Add(box.Left, place);
            _top.Add(box.Top, place);
            _width.Add(box.Width, place);
            _height.Add(box.Height, place);
            _boxConfidence.Add(box.Confidence, place);
        }

        _area.Add(label.Area, repetition);
        _models.AddList(label.Models, EmptyList, repetition, 2);
    }

    private void NoBox(int definition, int repetition)
    {
        _left.Absent(definition, repetition);
        _top.Absent(definition, repetition);
        _width.Absent(definition, repetition);
        _height.Absent(definition, repetition);
        _boxConfidence.Absent(definition, repetition);
    }
}
