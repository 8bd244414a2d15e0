using ImageTagging.Conformance;

namespace ImageTagging.Tests.Conformance;

public sealed class PlainIndexes : TagIndexProvider
{
    public override ValueTask<ITagIndex> CreateAsync() => new(new PlainTagIndex());
}

public sealed class PlainWrites(PlainIndexes p) : TagIndexWriteConformance<PlainIndexes>(p);

public sealed class PlainScans(PlainIndexes p) : TagIndexScanConformance<PlainIndexes>(p);

public sealed class PlainReads(PlainIndexes p) : TagIndexReadConformance<PlainIndexes>(p);

public sealed class PlainLabels(PlainIndexes p) : TagIndexLabelConformance<PlainIndexes>(p);

public sealed class PlainQueries(PlainIndexes p) : TagIndexQueryConformance<PlainIndexes>(p);

public sealed class PlainSimilars(PlainIndexes p) : TagIndexSimilarConformance<PlainIndexes>(p);

public sealed class PlainSorts(PlainIndexes p) : TagIndexSortConformance<PlainIndexes>(p);

public sealed class PlainFacets(PlainIndexes p) : TagIndexFacetConformance<PlainIndexes>(p);

public sealed class PlainCounts(PlainIndexes p) : TagIndexCountConformance<PlainIndexes>(p);

public sealed class PlainStates(PlainIndexes p) : TagIndexStateConformance<PlainIndexes>(p);

public sealed class PlainRefreshes(PlainIndexes p) : TagIndexRefreshConformance<PlainIndexes>(p);

public sealed class PlainTexts(PlainIndexes p) : TagIndexTextConformance<PlainIndexes>(p);

public sealed class PlainCancellations(PlainIndexes p) : TagIndexCancellationConformance<PlainIndexes>(p);

public sealed class PlainHistories(PlainIndexes p) : TagIndexHistoryConformance<PlainIndexes>(p);

public sealed class PlainRandomQueries(PlainIndexes p) : TagIndexRandomQueryConformance<PlainIndexes>(p);

public sealed class PlainTeaching(PlainIndexes p) : TagIndexTeachingConformance<PlainIndexes>(p);
