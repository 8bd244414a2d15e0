using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class OpenSearchOneShardCancellationTests(OpenSearchOneShard provider)
    : TagIndexCancellationConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardCountTests(OpenSearchOneShard provider)
    : TagIndexCountConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardFacetTests(OpenSearchOneShard provider)
    : TagIndexFacetConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardHistoryTests(OpenSearchOneShard provider)
    : TagIndexHistoryConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardLabelTests(OpenSearchOneShard provider)
    : TagIndexLabelConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardQueryTests(OpenSearchOneShard provider)
    : TagIndexQueryConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardRandomQueryTests(OpenSearchOneShard provider)
    : TagIndexRandomQueryConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardReadTests(OpenSearchOneShard provider)
    : TagIndexReadConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardRefreshTests(OpenSearchOneShard provider)
    : TagIndexRefreshConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardScanTests(OpenSearchOneShard provider)
    : TagIndexScanConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardSimilarTests(OpenSearchOneShard provider)
    : TagIndexSimilarConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardSortTests(OpenSearchOneShard provider)
    : TagIndexSortConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardStateTests(OpenSearchOneShard provider)
    : TagIndexStateConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardTextTests(OpenSearchOneShard provider)
    : TagIndexTextConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardWriteTests(OpenSearchOneShard provider)
    : TagIndexWriteConformance<OpenSearchOneShard>(provider);

public sealed class OpenSearchOneShardTeachingTests(OpenSearchOneShard provider)
    : TagIndexTeachingConformance<OpenSearchOneShard>(provider);
