using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;
using ImageTagging.TestSupport;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.Tests;

public sealed class DetectorReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("xyxy", 1, 2, 5, 6)]
    [InlineData("yxyx", 2, 1, 6, 5)]
    [InlineData("xywh", 1, 2, 4, 4)]
    [InlineData("cxcywh", 3, 4, 4, 4)]
    public void Boxes_of_every_format_are_the_same_box(string format, float a, float b, float c, float d)
    {
        var model = Model($$"""{ "boxes": "b", "scores": "s", "classes": "c", "boxFormat": "{{format}}" }""");
        var found = Assert.Single(Read(model, ([a, b, c, d], [1, 1, 4]), ([0.9f], [1, 1]), ([1f], [1, 1])));
        Assert.Equal(
            (1, 0.1, 0.2, 0.4, 0.4),
            (
                found.Class,
                Two(found.Box!.Value.Left),
                Two(found.Box.Value.Top),
                Two(found.Box.Value.Width),
                Two(found.Box.Value.Height)
            )
        );
    }

    [Fact]
    public void A_combined_output_is_read_by_rows_and_by_columns()
    {
        float[] rows = [5, 5, 2, 2, 0.9f, 0.1f, 0.8f, 5, 5, 2, 2, 0.5f, 0.9f, 0.1f];
        var byRows = Model("""{ "combined": "o", "objectness": true, "boxFormat": "cxcywh" }""");
        Assert.Equal([(1, 0.72), (0, 0.45)], Read(byRows, (rows, [1, 2, 7])).Select(f => (f.Class, Two(f.Score))));
        float[] columns = [5, 5, 5, 5, 2, 2, 2, 2, 0.2f, 0.9f, 0.8f, 0.1f];
        var byColumns = Model("""{ "combined": "o", "columns": true, "boxFormat": "cxcywh" }""");
        Assert.Equal([(0, 0.9), (1, 0.8)], Read(byColumns, (columns, [1, 6, 2])).Select(f => (f.Class, Two(f.Score))));
    }

    [Fact]
    public void Scores_for_each_class_need_no_class_output_and_relative_boxes_no_size()
    {
        var model = Model("""{ "boxes": "b", "scores": "s", "boxUnits": "relative", "activation": "sigmoid" }""");
        var found = Assert.Single(Read(model, ([0, 0, 0.5f, 0.5f], [1, 1, 4]), ([-9f, 2f], [1, 1, 2])));
        Assert.Equal((1, 0.88, 0.5), (found.Class, Two(found.Score), Two(found.Box!.Value.Width)));
    }

    [Fact]
    public void Of_boxes_of_one_class_that_overlap_the_surest_stays()
    {
        var model = Model("""{ "boxes": "b", "scores": "s", "classes": "c", "overlap": 0.5 }""");
        float[] boxes = [0, 0, 4, 4, 0, 0, 4, 3, 5, 5, 9, 9, 0, 0, 4, 4];
        var found = Read(model, (boxes, [1, 4, 4]), ([0.8f, 0.9f, 0.7f, 0.6f], [1, 4]), ([0f, 0f, 0f, 1f], [1, 4]));
        Assert.Equal([(0, 0.9), (0, 0.7), (1, 0.6)], found.Select(f => (f.Class, Two(f.Score))));
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_no_findings()
    {
        var model = Model("""{ "boxes": "b", "scores": "s", "classes": "c" }""");
        Assert.Empty(Read(model, ([0, 0, 1, 1], [1, 1, 4]), ([float.NaN], [1, 1]), ([0f], [1, 1])));
    }

    [Fact]
    public void A_class_beyond_the_labels_is_a_fault_of_the_set_up()
    {
        var model = Model("""{ "boxes": "b", "scores": "s", "classes": "c" }""");
        var fault = Assert.Throws<ImageTaggingException>(() =>
            Read(model, ([0, 0, 1, 1], [1, 1, 4]), ([0.9f], [1, 1]), ([2f], [1, 1]))
        );
        Assert.Equal((FailureKind.SetUp, "ModelMismatch"), (fault.Kind, fault.Code));
    }

    private LoadedModel Model(string detector) =>
        LoadedModel.FromCard(
            TinyModel.Write(
                _folder.Path,
                $$"""{ "name": "d", "file": "tiny.onnx", "input": { "width": 10, "height": 10 }, "detector": {{detector}}, "labels": ["a", "b"] }"""
            )
        );

    private static List<Finding> Read(LoadedModel model, params (float[] Values, long[] Shape)[] outputs)
    {
        var values = outputs.Select(o => OrtValue.CreateTensorValueFromMemory(o.Values, o.Shape)).ToArray();
        try
        {
            var placement = new PixelPlacement(new("image/png", 10, 10), 1, 1, 0, 0);
            return [.. new DetectorReader(model, model.Card.Detector!).Read(values, placement, 0.3)];
        }
        finally
        {
            Array.ForEach(values, v => v.Dispose());
        }
    }

    private static double Two(double value) => Math.Round(value, 2);
}
