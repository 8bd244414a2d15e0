using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class OpenSearchThreeShardsCancellationTests(OpenSearchThreeShards provider)
    : TagIndexCancellationConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsCountTests(OpenSearchThreeShards provider)
    : TagIndexCountConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsFacetTests(OpenSearchThreeShards provider)
    : TagIndexFacetConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsHistoryTests(OpenSearchThreeShards provider)
    : TagIndexHistoryConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsLabelTests(OpenSearchThreeShards provider)
    : TagIndexLabelConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsQueryTests(OpenSearchThreeShards provider)
    : TagIndexQueryConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsRandomQueryTests(OpenSearchThreeShards provider)
    : TagIndexRandomQueryConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsReadTests(OpenSearchThreeShards provider)
    : TagIndexReadConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsRefreshTests(OpenSearchThreeShards provider)
    : TagIndexRefreshConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsScanTests(OpenSearchThreeShards provider)
    : TagIndexScanConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsSimilarTests(OpenSearchThreeShards provider)
    : TagIndexSimilarConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsSortTests(OpenSearchThreeShards provider)
    : TagIndexSortConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsStateTests(OpenSearchThreeShards provider)
    : TagIndexStateConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsTextTests(OpenSearchThreeShards provider)
    : TagIndexTextConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsWriteTests(OpenSearchThreeShards provider)
    : TagIndexWriteConformance<OpenSearchThreeShards>(provider);

public sealed class OpenSearchThreeShardsTeachingTests(OpenSearchThreeShards provider)
    : TagIndexTeachingConformance<OpenSearchThreeShards>(provider);
