namespace ImageTagging.Metadata;

/// <summary>Why one picture's metadata cannot be read.</summary>
internal sealed class UnreadableMetadataException(string code, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public string Code => code;

    /// <summary>True if it was not the picture, but the time that was over.</summary>
    public bool IsLate => code == "MetadataTimedOut";
}
