namespace ImageTagging.Searching;

/// <summary>An alias or parent with its tag, and how many images have both.</summary>
internal readonly record struct RelationCount(TagRelation Relation, long Count);
