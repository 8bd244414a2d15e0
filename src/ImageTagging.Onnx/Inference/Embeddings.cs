using System.Numerics.Tensors;

namespace ImageTagging.Onnx.Inference;

/// <summary>Vectors that are compared by their direction.</summary>
internal static class Embeddings
{
    /// <summary>The vector brought to length 1, in place; one without a direction stays as it is.</summary>
    public static float[] Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm(vector);
        if (length > 0 && float.IsFinite(length))
        {
            TensorPrimitives.Divide(vector, length, vector);
        }

        return vector;
    }

    /// <summary>The vector as answers carry it; null where it has no direction.</summary>
    public static Embedding? Of(string space, float[] vector) =>
        vector.All(float.IsFinite) && vector.Any(v => v != 0) ? Embedding.FromVector(space, vector) : null;

    /// <summary>The sum of two, in place of the first.</summary>
    public static float[] Add(float[] sum, float[] vector)
    {
        TensorPrimitives.Add(sum, vector, sum);
        return sum;
    }
}
