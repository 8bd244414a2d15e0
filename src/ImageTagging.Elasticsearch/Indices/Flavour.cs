namespace ImageTagging.Elasticsearch.Indices;

/// <summary>Which of the two families a server is of: they differ in points in time and in vectors.</summary>
internal enum Flavour
{
    Elasticsearch,
    OpenSearch,
}
