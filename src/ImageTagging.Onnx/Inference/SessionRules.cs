using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageTagging.Onnx.Inference;

/// <summary>True if a model is the one that its card describes: told when it is loaded, not picture by picture.</summary>
internal static class SessionRules
{
    public static (string Name, TensorElementType Type) CheckInput(
        LoadedModel model,
        IReadOnlyDictionary<string, NodeMetadata> inputs
    )
    {
        var input = model.Card.Input;
        var name = input.Name ?? (inputs.Count == 1 ? inputs.Keys.First() : null);
        if (name is null || !inputs.TryGetValue(name, out var node))
        {
            throw Mismatch(model, $"it has no input '{name ?? "(none named)"}', but {List(inputs.Keys)}");
        }

        if (inputs.Count > 1)
        {
            throw Mismatch(model, $"it wants {inputs.Count} inputs ({List(inputs.Keys)}) where a picture is all there is");
        }

        int[] wanted = input.Layout == TensorLayout.Nhwc ? [1, input.Height, input.Width, 3] : [1, 3, input.Height, input.Width];
        var has = node.Dimensions;
        if (has.Length != 4 || has.Zip(wanted).Any(d => d.First > 0 && d.First != d.Second))
        {
            throw Mismatch(model, $"its input '{name}' is {Shape(has)}, not {Shape(wanted)}");
        }

        return node.ElementDataType is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8
            ? (name, node.ElementDataType)
            : throw Mismatch(model, $"its input '{name}' takes {node.ElementDataType}, not float, float16 or bytes");
    }

    public static string[] CheckOutputs(
        LoadedModel model,
        IReadOnlyDictionary<string, NodeMetadata> outputs,
        IReadOnlyList<string> names,
        IReadOnlyList<string?> wanted
    )
    {
        var found = new string[wanted.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = wanted[i] ?? names[0];
            if (!outputs.TryGetValue(found[i], out var node))
            {
                throw Mismatch(model, $"it has no output '{found[i]}', but {List(outputs.Keys)}");
            }

            if (!node.IsTensor)
            {
                throw Mismatch(model, $"its output '{found[i]}' is no tensor");
            }
        }

        return found;
    }

    /// <summary>A model that answers otherwise than its card says: found out with the first picture where its shapes are open.</summary>
    public static ImageTaggingException Mismatch(LoadedModel model, string what) =>
        LoadedModel.Fault(
            "ModelMismatch",
            $"The model '{model.Origin}' is not what its card '{model.Card.Name}' describes: {what}; correct the card or the file."
        );

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static string Shape(IEnumerable<int> dimensions) => string.Join('×', dimensions.Select(d => d > 0 ? $"{d}" : "?"));
}
