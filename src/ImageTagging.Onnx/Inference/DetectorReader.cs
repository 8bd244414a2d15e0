using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.Inference;

/// <summary>Reads boxes with their classes, and drops those that another of the same class covers.</summary>
internal sealed class DetectorReader(LoadedModel model, DetectorOutput output) : IAnswerReader
{
    // More boxes than a picture can show; bounds the comparison of each with each.
    private const int MostBoxes = 2000;

    public IReadOnlyList<string?> Outputs { get; } =
        output.Combined is not null ? [output.Combined]
        : output.Classes is not null ? [output.Boxes, output.Scores, output.Classes]
        : [output.Boxes, output.Scores];

    public IEnumerable<Finding> Read(IReadOnlyList<OrtValue> outputs, PixelPlacement placement, double leastScore)
    {
        var found = output.Combined is not null ? Combined(outputs, leastScore) : Apart(outputs, leastScore);
        var surest = found.OrderByDescending(f => f.Score).Take(MostBoxes);
        var kept = output.Overlap is { } most ? Overlaps.Suppress(surest, most) : surest;
        return kept.Select(f => new Finding(
            f.Class,
            f.Score,
            placement.ToPicture(f.Left, f.Top, f.Right, f.Bottom, Confidences.Of(f.Score))
        ));
    }

    private List<RawBox> Apart(IReadOnlyList<OrtValue> outputs, double leastScore)
    {
        var boxes = Numbers.Of(model, outputs[0]).Values;
        var scores = Numbers.Of(model, outputs[1]).Values;
        var classes = outputs.Count > 2 ? Numbers.Of(model, outputs[2]).Values : null;
        var count = boxes.Length / 4;
        var perBox = count == 0 ? 1 : scores.Length / count;
        var fits = boxes.Length == count * 4 && (count == 0 || scores.Length == count * perBox) && perBox > 0;
        if (!fits || (classes is null ? count > 0 && perBox < model.Labels.Count : classes.Length != count || perBox != 1))
        {
            throw SessionRules.Mismatch(
                model,
                $"{boxes.Length} box numbers, {scores.Length} scores and {classes?.Length ?? 0} classes do not go together"
            );
        }

        var found = new List<RawBox>();
        for (var i = 0; i < count; i++)
        {
            var row = scores.AsSpan(i * perBox, perBox);
            Numbers.Activate(row, output.Activation);
            for (var c = 0; c < perBox; c++)
            {
                if (row[c] >= leastScore)
                {
                    var number = (classes is null ? c : (int)classes[i]) - output.FirstClass;
                    Add(found, number, row[c], boxes.AsSpan(i * 4, 4));
                }
            }
        }

        return found;
    }

    private List<RawBox> Combined(IReadOnlyList<OrtValue> outputs, double leastScore)
    {
        var (values, shape) = Numbers.Of(model, outputs[0]);
        var ahead = output.Objectness ? 5 : 4;
        var (rows, columns) = shape.Length >= 2 ? ((int)shape[^2], (int)shape[^1]) : (0, 0);
        var (count, width) = output.Columns ? (columns, rows) : (rows, columns);
        if (width != ahead + model.Labels.Count + output.FirstClass || (long)count * width != values.Length)
        {
            var has = string.Join('×', shape);
            throw SessionRules.Mismatch(
                model,
                $"its output is {has}, where {model.Labels.Count} labels want {ahead + model.Labels.Count + output.FirstClass} numbers a box"
            );
        }

        var found = new List<RawBox>();
        var row = new float[width];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < width; j++)
            {
                row[j] = output.Columns ? values[(j * count) + i] : values[(i * width) + j];
            }

            var scores = row.AsSpan(ahead);
            Numbers.Activate(scores, output.Activation);
            var objectness =
                !output.Objectness ? 1
                : output.Activation == Activation.None ? row[4]
                : Numbers.Sigmoid(row[4]);
            for (var c = output.FirstClass; c < scores.Length; c++)
            {
                if (scores[c] * objectness >= leastScore)
                {
                    Add(found, c - output.FirstClass, scores[c] * objectness, row);
                }
            }
        }

        return found;
    }

    private void Add(List<RawBox> found, int number, float score, ReadOnlySpan<float> box)
    {
        if (number < 0)
        {
            return;
        }

        if (number >= model.Labels.Count)
        {
            throw SessionRules.Mismatch(model, $"it answers class {number}, the card names {model.Labels.Count} labels");
        }

        var (a, b, c, d) = (box[0], box[1], box[2], box[3]);
        var (left, top, right, bottom) = output.BoxFormat switch
        {
            BoxFormat.Xyxy => (a, b, c, d),
            BoxFormat.Yxyx => (b, a, d, c),
            BoxFormat.Xywh => (a, b, a + c, b + d),
            _ => (a - (c / 2), b - (d / 2), a + (c / 2), b + (d / 2)),
        };
        var (x, y) = output.BoxUnits == BoxUnits.Relative ? (model.Card.Input.Width, model.Card.Input.Height) : (1, 1);
        found.Add(new(number, Math.Min(1, score), left * x, top * y, right * x, bottom * y));
    }
}
