namespace ImageTagging.Abstractions.Tests;

public sealed class EmbeddingTests
{
    [Fact]
    public void Keeps_a_direction_in_a_byte_a_component_whatever_its_length()
    {
        var random = new Random(7);
        foreach (var size in (int[])[1, 7, 61, 512, 1_024, Embedding.MaxDimensions])
        {
            var (one, two) = (Draw(size), Draw(size));
            var exact = one.Zip(two, (x, y) => (double)x * y).Sum() / Math.Sqrt(Square(one) * Square(two));
            var kept = Embedding.FromVector("s", one).Similarity(Embedding.FromVector("s", two));
            Assert.Equal(exact, kept, 0.02);
            Assert.Equal(Embedding.FromVector("s", one), Embedding.FromVector("s", [.. one.Select(v => v * 1e6f)]));
            Assert.Equal(1, Embedding.FromVector("s", one).Similarity(Embedding.FromVector("s", one)), 1e-12);
        }

        float[] Draw(int size) => [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() - 0.4f)];
        static double Square(float[] vector) => vector.Sum(v => (double)v * v);
    }

    [Fact]
    public void Sums_the_largest_components_without_overflow()
    {
        var most = Enumerable.Repeat((sbyte)-128, Embedding.MaxDimensions).ToArray();
        var embedding = Embedding.FromComponents("s", most);
        Assert.Equal(1, embedding.Similarity(embedding), 1e-12);
        Assert.Equal(-1, embedding.Similarity(Embedding.FromVector("s", [.. most.Select(_ => 1f)])), 1e-12);
    }

    [Fact]
    public void Refuses_what_has_no_direction_and_comparisons_across_spaces()
    {
        Assert.Throws<ArgumentException>(() => Embedding.FromVector("s", []));
        Assert.Throws<ArgumentException>(() => Embedding.FromVector("s", [0, 0]));
        Assert.Throws<ArgumentException>(() => Embedding.FromVector("s", [1, float.NaN]));
        Assert.Throws<ArgumentException>(() => Embedding.FromVector("s", [1, float.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => Embedding.FromVector(" ", [1]));
        Assert.Throws<ArgumentException>(() => Embedding.FromVector("s", new float[Embedding.MaxDimensions + 1]));
        var one = Embedding.FromVector("s", [1, 2]);
        Assert.Throws<ArgumentException>(() => one.Similarity(Embedding.FromVector("t", [1, 2])));
        Assert.Throws<ArgumentException>(() => one.Similarity(Embedding.FromVector("s", [1, 2, 3])));
        Assert.NotEqual(one, Embedding.FromVector("t", [1, 2]));
        Assert.NotEqual(one, Embedding.FromVector("s", [2, 1]));
    }
}
