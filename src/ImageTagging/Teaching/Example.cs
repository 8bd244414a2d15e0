namespace ImageTagging.Teaching;

/// <summary>The vector and labels of a picture that teaches, or that is asked about.</summary>
/// <param name="Vector">Its vector, of length 1.</param>
/// <param name="Labels">What other taggers said of it: shares by label, of length 1.</param>
internal sealed record Example(float[] Vector, IReadOnlyDictionary<string, float> Labels)
{
    private static readonly Dictionary<string, float> s_none = [];

    /// <summary>The example that a record is; null where it has no vector in the space.</summary>
    /// <param name="record">The record.</param>
    /// <param name="space">The space.</param>
    /// <param name="dimensions">The vector's size; 0 for any.</param>
    public static Example? Of(ImageRecord record, string space, int dimensions = 0)
    {
        if (VectorOf(record, space, dimensions) is not { } embedding)
        {
            return null;
        }

        var vector = new float[embedding.Dimensions];
        Fill(embedding, vector);
        return new(vector, LabelsOf(record));
    }

    /// <summary>A record's embedding in a space; null where it has none.</summary>
    public static Embedding? VectorOf(ImageRecord record, string space, int dimensions)
    {
        foreach (var state in record.Taggers)
        {
            if (
                state.Embedding is { } embedding
                && string.Equals(embedding.Space, space, StringComparison.Ordinal)
                && (dimensions == 0 || embedding.Dimensions == dimensions)
            )
            {
                return embedding;
            }
        }

        return null;
    }

    /// <summary>Writes an embedding's direction, of length 1.</summary>
    public static void Fill(Embedding embedding, Span<float> vector)
    {
        var scale = (float)(1 / Math.Sqrt(embedding.SquaredLength));
        var components = embedding.Components;
        for (var i = 0; i < components.Length; i++)
        {
            vector[i] = components[i] * scale;
        }
    }

    /// <summary>The labels of a picture by taggers, as far as it is no echo of what was taught and no person's word.</summary>
    public static IReadOnlyDictionary<string, float> LabelsOf(ImageRecord record)
    {
        Dictionary<string, float>? labels = null;
        var squares = 0d;
        foreach (var state in record.Taggers)
        {
            if (state.IsAuthored || state.Name == TaughtTag.TaggerName)
            {
                continue;
            }

            foreach (var label in state.SelectedLabels)
            {
                labels ??= new(StringComparer.OrdinalIgnoreCase);
                if (labels.TryAdd(label.Name, (float)label.Confidence))
                {
                    squares += label.Confidence * label.Confidence;
                }
            }
        }

        if (labels is null || squares <= 0)
        {
            return s_none;
        }

        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (var name in labels.Keys)
        {
            labels[name] *= scale;
        }

        return labels;
    }

    /// <summary>How alike two are: 1 for the same vectors and labels, weighted as the rules weigh them.</summary>
    public double Likeness(Example other, float labelWeight)
    {
        var likeness = (double)Numerals.Dot(Vector, other.Vector);
        if (labelWeight > 0)
        {
            foreach (var (name, share) in Labels)
            {
                if (other.Labels.TryGetValue(name, out var theirs))
                {
                    likeness += labelWeight * share * theirs;
                }
            }
        }

        return likeness;
    }
}
