using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class ElasticsearchThreeShardsCancellationTests(ElasticsearchThreeShards provider)
    : TagIndexCancellationConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsCountTests(ElasticsearchThreeShards provider)
    : TagIndexCountConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsFacetTests(ElasticsearchThreeShards provider)
    : TagIndexFacetConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsHistoryTests(ElasticsearchThreeShards provider)
    : TagIndexHistoryConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsLabelTests(ElasticsearchThreeShards provider)
    : TagIndexLabelConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsQueryTests(ElasticsearchThreeShards provider)
    : TagIndexQueryConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsRandomQueryTests(ElasticsearchThreeShards provider)
    : TagIndexRandomQueryConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsReadTests(ElasticsearchThreeShards provider)
    : TagIndexReadConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsRefreshTests(ElasticsearchThreeShards provider)
    : TagIndexRefreshConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsScanTests(ElasticsearchThreeShards provider)
    : TagIndexScanConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsSimilarTests(ElasticsearchThreeShards provider)
    : TagIndexSimilarConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsSortTests(ElasticsearchThreeShards provider)
    : TagIndexSortConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsStateTests(ElasticsearchThreeShards provider)
    : TagIndexStateConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsTextTests(ElasticsearchThreeShards provider)
    : TagIndexTextConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsWriteTests(ElasticsearchThreeShards provider)
    : TagIndexWriteConformance<ElasticsearchThreeShards>(provider);

public sealed class ElasticsearchThreeShardsTeachingTests(ElasticsearchThreeShards provider)
    : TagIndexTeachingConformance<ElasticsearchThreeShards>(provider);
