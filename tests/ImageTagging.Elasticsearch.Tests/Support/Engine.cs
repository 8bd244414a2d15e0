namespace ImageTagging.Elasticsearch.Tests;

/// <summary>The servers that are tested.</summary>
public enum Engine
{
    Elasticsearch,
    OpenSearch,
}
