using ImageTagging.Benchmarks.Sets;

namespace ImageTagging.Benchmarks;

/// <summary>Every set and every child, one line each.</summary>
internal static class BenchmarkSets
{
    public static IReadOnlyList<IBenchmarkSet> All { get; } =
    [
        // Keep one line each.
        new EndToEndSet(),
        new EndToEndPeerSet(),
        new GeneratorSet(),
        new HttpSearchSet(),
        new ElasticsearchBulkSet(),
        new ElasticsearchPlanningSet(),
        new LocalTaggingSet(),
        new LocalWordsSet(),
        new TeachingSet(),
        new ReviewSet(),
        new MeaningSet(),
        new MemorySet(),
        new SqliteWritesSet(),
        new SqliteSearchesSet(),
        new SqliteBesideWriterSet(),
        new SearchFieldsSet(),
        new TenMillionSet(),
        new SimilarSet(),
        new DuplicatesSet(),
        new ReprojectionSet(),
        new PlanningSet(),
        new ElasticsearchSearchSet(),
        new ElasticsearchSimilarSet(),
        new OnePercentRunSet(),
        new QuotaSet(),
        new RekognitionClientSet(),
        new SuggestionSet(),
        new ToolSearchSet(),
        new NativeHostSet(),
        new FactsSet(),
        new ExportSet(),
        new EvaluationSet(),
        new ScalingSet(),
        new WorkerSet(),
        new SparkSet(),
        new SparkStatisticsSet(),
        new KeySplitSet(),
        new MutationSet(),
        new CoverageSet(),
    ];

    public static IReadOnlyList<IBenchmarkChild> Children { get; } =
    [
        new SqliteFirstChild(),
        new GrowthSearchesChild(),
        new MillionWriterChild(),
        new SqliteWriterChild(),
        new SimilarFirstChild(),
        // Keep one line each.
        new EndToEndChild(),
        new HttpSearchChild(),
        new PlanningSet(),
        new ReprojectionSet(),
        new SearchFieldsSet(),
        new RekognitionDoubleChild(),
        new OnePercentRunSet(),
        new QuotaDoubleChild(),
        new SparkServersChild(),
        new WorkerSet(),
    ];
}
