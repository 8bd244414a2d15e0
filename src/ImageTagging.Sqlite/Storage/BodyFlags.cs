namespace ImageTagging.Sqlite.Storage;

/// <summary>How a record's row keeps it. Stored; never renumbered.</summary>
[Flags]
internal enum BodyFlags
{
    None = 0,

    /// <summary>The location ends with the key, which is left out.</summary>
    EndsWithKey = 1,

    /// <summary>The content ids are those that the version gives.</summary>
    ContentsFromETag = 2,

    /// <summary>Tags, categories, parents and aliases are told by the terms.</summary>
    PlainTerms = 4,

    /// <summary>Size, times and version are told by the name's row.</summary>
    PlainFacts = 8,

    /// <summary>The taggers' answers are written in the compact form.</summary>
    PlainTaggers = 16,

    /// <summary>The rest follows as JSON.</summary>
    HasRest = 32,

    /// <summary>The JSON is compressed, its length before it.</summary>
    Compressed = 64,

    /// <summary>The vocabulary is told by the stamp.</summary>
    VocabularyInStamp = 128,

    /// <summary>The embeddings lie beside the record, by space.</summary>
    HasVectors = 256,

    /// <summary>Behind a label's boxes stands the share of the picture that it covers.</summary>
    HasAreas = 512,

    /// <summary>The facts of the photograph are written in the compact form.</summary>
    HasPhoto = 1024,

    /// <summary>The perceptual hash stands behind the size.</summary>
    HasLook = 2048,

    /// <summary>Behind the facts of the photograph stands its place.</summary>
    HasPlace = 4096,
}
