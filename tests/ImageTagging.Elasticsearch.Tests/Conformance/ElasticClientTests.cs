using Elastic.Clients.Elasticsearch;
using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Indices through the official client of Elasticsearch.</summary>
public sealed class ElasticClient() : SearchIndexProvider(Engine.Elasticsearch, shards: 1)
{
    private ElasticsearchClient? _client;

    protected override void Configure(ElasticsearchIndexOptions options, Uri node)
    {
        base.Configure(options, node);
        options.Nodes.Clear();
        options.Transport = (_client ??= new(node)).Transport;
    }
}

public sealed class ElasticClientCancellationTests(ElasticClient provider)
    : TagIndexCancellationConformance<ElasticClient>(provider);

public sealed class ElasticClientCountTests(ElasticClient provider) : TagIndexCountConformance<ElasticClient>(provider);

public sealed class ElasticClientFacetTests(ElasticClient provider) : TagIndexFacetConformance<ElasticClient>(provider);

public sealed class ElasticClientHistoryTests(ElasticClient provider) : TagIndexHistoryConformance<ElasticClient>(provider);

public sealed class ElasticClientLabelTests(ElasticClient provider) : TagIndexLabelConformance<ElasticClient>(provider);

public sealed class ElasticClientQueryTests(ElasticClient provider) : TagIndexQueryConformance<ElasticClient>(provider);

public sealed class ElasticClientRandomQueryTests(ElasticClient provider)
    : TagIndexRandomQueryConformance<ElasticClient>(provider);

public sealed class ElasticClientReadTests(ElasticClient provider) : TagIndexReadConformance<ElasticClient>(provider);

public sealed class ElasticClientRefreshTests(ElasticClient provider) : TagIndexRefreshConformance<ElasticClient>(provider);

public sealed class ElasticClientScanTests(ElasticClient provider) : TagIndexScanConformance<ElasticClient>(provider);

public sealed class ElasticClientSimilarTests(ElasticClient provider) : TagIndexSimilarConformance<ElasticClient>(provider);

public sealed class ElasticClientSortTests(ElasticClient provider) : TagIndexSortConformance<ElasticClient>(provider);

public sealed class ElasticClientStateTests(ElasticClient provider) : TagIndexStateConformance<ElasticClient>(provider);

public sealed class ElasticClientTextTests(ElasticClient provider) : TagIndexTextConformance<ElasticClient>(provider);

public sealed class ElasticClientWriteTests(ElasticClient provider) : TagIndexWriteConformance<ElasticClient>(provider);

public sealed class ElasticClientTeachingTests(ElasticClient provider) : TagIndexTeachingConformance<ElasticClient>(provider);
