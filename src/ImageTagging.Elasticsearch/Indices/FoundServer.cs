namespace ImageTagging.Elasticsearch.Indices;

/// <summary>A search server as far as it could be found out.</summary>
/// <param name="Flavour">Its family.</param>
/// <param name="MayHaveVectors">False where it is known to have no fields for vectors.</param>
internal sealed record FoundServer(Flavour Flavour, bool MayHaveVectors);
