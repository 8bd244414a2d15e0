using ImageTagging.Conformance;

namespace ImageTagging.Tests.Conformance;

public sealed class InMemoryIndexes : TagIndexProvider
{
    public override ValueTask<ITagIndex> CreateAsync() => new(new InMemoryTagIndex());
}

public sealed class InMemoryWrites(InMemoryIndexes p) : TagIndexWriteConformance<InMemoryIndexes>(p);

public sealed class InMemoryScans(InMemoryIndexes p) : TagIndexScanConformance<InMemoryIndexes>(p);

public sealed class InMemoryReads(InMemoryIndexes p) : TagIndexReadConformance<InMemoryIndexes>(p);

public sealed class InMemoryLabels(InMemoryIndexes p) : TagIndexLabelConformance<InMemoryIndexes>(p);

public sealed class InMemoryQueries(InMemoryIndexes p) : TagIndexQueryConformance<InMemoryIndexes>(p);

public sealed class InMemorySimilars(InMemoryIndexes p) : TagIndexSimilarConformance<InMemoryIndexes>(p);

public sealed class InMemorySorts(InMemoryIndexes p) : TagIndexSortConformance<InMemoryIndexes>(p);

public sealed class InMemoryFacets(InMemoryIndexes p) : TagIndexFacetConformance<InMemoryIndexes>(p);

public sealed class InMemoryCounts(InMemoryIndexes p) : TagIndexCountConformance<InMemoryIndexes>(p);

public sealed class InMemoryStates(InMemoryIndexes p) : TagIndexStateConformance<InMemoryIndexes>(p);

public sealed class InMemoryRefreshes(InMemoryIndexes p) : TagIndexRefreshConformance<InMemoryIndexes>(p);

public sealed class InMemoryTexts(InMemoryIndexes p) : TagIndexTextConformance<InMemoryIndexes>(p);

public sealed class InMemoryCancellations(InMemoryIndexes p) : TagIndexCancellationConformance<InMemoryIndexes>(p);

public sealed class InMemoryHistories(InMemoryIndexes p) : TagIndexHistoryConformance<InMemoryIndexes>(p);

public sealed class InMemoryRandomQueries(InMemoryIndexes p) : TagIndexRandomQueryConformance<InMemoryIndexes>(p);

public sealed class InMemoryTeaching(InMemoryIndexes p) : TagIndexTeachingConformance<InMemoryIndexes>(p);
