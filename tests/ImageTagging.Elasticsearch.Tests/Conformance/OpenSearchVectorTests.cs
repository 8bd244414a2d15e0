using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Indices on an OpenSearch whose k-NN plugin is a double.</summary>
public sealed class OpenSearchWithVectors() : SearchIndexProvider(Engine.OpenSearch, shards: 2)
{
    protected override void Configure(ElasticsearchIndexOptions options, Uri node)
    {
        base.Configure(options, node);
        options.WrapHandler = inner => new VectorPlugin(inner);
    }
}

public sealed class OpenSearchVectorCancellationTests(OpenSearchWithVectors provider)
    : TagIndexCancellationConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorCountTests(OpenSearchWithVectors provider)
    : TagIndexCountConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorFacetTests(OpenSearchWithVectors provider)
    : TagIndexFacetConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorHistoryTests(OpenSearchWithVectors provider)
    : TagIndexHistoryConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorLabelTests(OpenSearchWithVectors provider)
    : TagIndexLabelConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorQueryTests(OpenSearchWithVectors provider)
    : TagIndexQueryConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorRandomQueryTests(OpenSearchWithVectors provider)
    : TagIndexRandomQueryConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorReadTests(OpenSearchWithVectors provider)
    : TagIndexReadConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorRefreshTests(OpenSearchWithVectors provider)
    : TagIndexRefreshConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorScanTests(OpenSearchWithVectors provider)
    : TagIndexScanConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorSimilarTests(OpenSearchWithVectors provider)
    : TagIndexSimilarConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorSortTests(OpenSearchWithVectors provider)
    : TagIndexSortConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorStateTests(OpenSearchWithVectors provider)
    : TagIndexStateConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorTeachingTests(OpenSearchWithVectors provider)
    : TagIndexTeachingConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorTextTests(OpenSearchWithVectors provider)
    : TagIndexTextConformance<OpenSearchWithVectors>(provider);

public sealed class OpenSearchVectorWriteTests(OpenSearchWithVectors provider)
    : TagIndexWriteConformance<OpenSearchWithVectors>(provider);
