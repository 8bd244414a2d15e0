namespace ImageTagging.Elasticsearch.Indices;

/// <summary>How a server reads the components of a vector.</summary>
internal enum VectorForm
{
    /// <summary>Elasticsearch: a text of hexadecimal digits, which it reads quicker than numbers.</summary>
    Digits,

    /// <summary>The k-NN plugin of OpenSearch: a list of numbers.</summary>
    Numbers,
}
