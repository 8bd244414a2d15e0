using ImageTagging.Benchmarks.Sets;

namespace ImageTagging.Benchmarks;

/// <summary>Every set and every child, one line each.</summary>
internal static class BenchmarkSets
{
<<<<<<< HEAD
    public static IReadOnlyList<IBenchmarkSet> All { get; } =
    [
        // Keep one line each.
        new GeneratorSet(),
        new PlanningSet(),
        new RekognitionClientSet(),
    ];

    public static IReadOnlyList<IBenchmarkChild> Children { get; } =
    [
        // Keep one line each.
        new PlanningSet(),
        new RekognitionDoubleChild(),
    ];
=======
    public static IReadOnlyList<IBenchmarkSet> All { get; } = [new GeneratorSet(), new LocalTaggingSet()];

    public static IReadOnlyList<IBenchmarkChild> Children { get; } = [new LocalTaggingChild()];
>>>>>>> 40ab32a (Benchmark of local tagging: share of the best, flat memory)
}
