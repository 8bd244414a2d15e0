using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class ElasticsearchOneShardCancellationTests(ElasticsearchOneShard provider)
    : TagIndexCancellationConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardCountTests(ElasticsearchOneShard provider)
    : TagIndexCountConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardFacetTests(ElasticsearchOneShard provider)
    : TagIndexFacetConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardHistoryTests(ElasticsearchOneShard provider)
    : TagIndexHistoryConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardLabelTests(ElasticsearchOneShard provider)
    : TagIndexLabelConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardQueryTests(ElasticsearchOneShard provider)
    : TagIndexQueryConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardRandomQueryTests(ElasticsearchOneShard provider)
    : TagIndexRandomQueryConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardReadTests(ElasticsearchOneShard provider)
    : TagIndexReadConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardRefreshTests(ElasticsearchOneShard provider)
    : TagIndexRefreshConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardScanTests(ElasticsearchOneShard provider)
    : TagIndexScanConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardSimilarTests(ElasticsearchOneShard provider)
    : TagIndexSimilarConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardSortTests(ElasticsearchOneShard provider)
    : TagIndexSortConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardStateTests(ElasticsearchOneShard provider)
    : TagIndexStateConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardTextTests(ElasticsearchOneShard provider)
    : TagIndexTextConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardWriteTests(ElasticsearchOneShard provider)
    : TagIndexWriteConformance<ElasticsearchOneShard>(provider);

public sealed class ElasticsearchOneShardTeachingTests(ElasticsearchOneShard provider)
    : TagIndexTeachingConformance<ElasticsearchOneShard>(provider);
