namespace ImageTagging.Elasticsearch.Indices;

/// <summary>Which of the two families a server is of: they differ in points in time only.</summary>
internal enum Flavour
{
    Elasticsearch,
    OpenSearch,
}
