namespace ImageTagging.Tool.Workers;

/// <summary>A range of keys and about how many keys it has.</summary>
internal readonly record struct KeyPartition(KeyRange Range, long Count);
