using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageTagging;

/// <summary>
/// Where a model puts a picture: a direction in the model's space, one signed byte a component. Pictures are as similar as
/// their directions. Immutable; equal where space and components are.
/// </summary>
/// <remarks>Whole numbers, so that every engine and machine works out the same similarity to the last bit.</remarks>
public sealed class Embedding : IEquatable<Embedding>
{
    /// <summary>The most components: 4,096.</summary>
    public const int MaxDimensions = 4_096;

    private readonly sbyte[] _components;

    private Embedding(string space, sbyte[] components)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(space);
        if (components.Length is 0 or > MaxDimensions)
        {
            throw new ArgumentException(
                $"An embedding has 1 to {MaxDimensions} components, not {components.Length}.",
                nameof(components)
            );
        }

        (Space, _components) = (space, components);
        SquaredLength = Product(components, components);
        if (SquaredLength == 0)
        {
            throw new ArgumentException("An embedding whose components are all 0 has no direction.", nameof(components));
        }
    }

    /// <summary>The space: embeddings of the same model and preparation can be compared, others cannot.</summary>
    public string Space { get; }

    /// <summary>How many components, 1–4,096.</summary>
    public int Dimensions => _components.Length;

    /// <summary>The components.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ReadOnlySpan<sbyte> Components => _components;

    /// <summary>The sum of the components' squares, over 0.</summary>
    public int SquaredLength { get; }

    /// <summary>The direction of a model's output; its length does not matter.</summary>
    /// <param name="space">The space.</param>
    /// <param name="vector">1–4,096 finite numbers, one of them not 0.</param>
    /// <returns>The embedding.</returns>
    /// <exception cref="ArgumentException">The vector has no direction.</exception>
    public static Embedding FromVector(string space, ReadOnlySpan<float> vector)
    {
        var most = 0f;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException("An embedding's components are finite numbers.", nameof(vector));
            }

            most = Math.Max(most, Math.Abs(value));
        }

        var components = new sbyte[vector.Length];
        for (var i = 0; i < components.Length && most > 0; i++)
        {
            components[i] = (sbyte)Math.Round(vector[i] / (double)most * sbyte.MaxValue);
        }

        return new(space, components);
    }

    /// <summary>An embedding of components that were read elsewhere.</summary>
    /// <param name="space">The space.</param>
    /// <param name="components">1–4,096 numbers, one of them not 0; copied.</param>
    /// <returns>The embedding.</returns>
    /// <exception cref="ArgumentException">The components have no direction.</exception>
    public static Embedding FromComponents(string space, ReadOnlySpan<sbyte> components) => new(space, components.ToArray());

    /// <summary>How similar two pictures are: the cosine of the angle between the directions, from -1 to 1.</summary>
    /// <param name="other">The other picture's embedding.</param>
    /// <returns>−1–1: the cosine of the angle between them.</returns>
    /// <exception cref="ArgumentException">It is of another space, or has another number of components.</exception>
    public double Similarity(Embedding other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CanCompare(other)
            ? Similarity(other._components, other.SquaredLength)
            : throw new ArgumentException(
                $"An embedding of '{other.Space}' cannot be compared with one of '{Space}'.",
                nameof(other)
            );
    }

    /// <inheritdoc />
    public bool Equals(Embedding? other) =>
        other is not null
        && string.Equals(Space, other.Space, StringComparison.Ordinal)
        && Components.SequenceEqual(other.Components);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Embedding);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Space, StringComparer.Ordinal);
        hash.AddBytes(MemoryMarshal.AsBytes(Components));
        return hash.ToHashCode();
    }

    /// <summary>The space and the number of components.</summary>
    public override string ToString() => $"{Space} ({Dimensions})";

    /// <summary>Tells if it is of the same space and size.</summary>
    internal bool CanCompare(Embedding other) =>
        Dimensions == other.Dimensions && string.Equals(Space, other.Space, StringComparison.Ordinal);

    /// <summary>The similarity to components of the same space and size.</summary>
    internal double Similarity(ReadOnlySpan<sbyte> components, int squaredLength) =>
        Product(_components, components) / Math.Sqrt((double)SquaredLength * squaredLength);

    /// <summary>The sum of the products of two lists of the same length; 4,096 products of 127 by 127 stay within 27 bits.</summary>
    internal static int Product(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var lefts = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(left);
        var rights = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(right);
        var sums = Vector<int>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            Vector.Widen(lefts[i], out var leftLow, out var leftHigh);
            Vector.Widen(rights[i], out var rightLow, out var rightHigh);
            // Two products of 16 bits overflow in 16; each is widened first.
            Vector.Widen(leftLow * rightLow, out var one, out var two);
            Vector.Widen(leftHigh * rightHigh, out var three, out var four);
            sums += one + two + (three + four);
        }

        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<sbyte>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
