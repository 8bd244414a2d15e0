namespace ImageTagging.Testing;

/// <summary>Kinds of fault that the double can be told.</summary>
public enum RekognitionFaultKind
{
    /// <summary>An error of the service's own.</summary>
    Error,

    /// <summary>Whatever bytes, as a proxy sends them.</summary>
    Raw,

    /// <summary>A redirect.</summary>
    Redirect,

    /// <summary>The connection is closed before a byte of the answer.</summary>
    Reset,

    /// <summary>The connection is closed in the middle of the answer.</summary>
    HalfAnswer,

    /// <summary>No answer until the caller gives up.</summary>
    Hang,
}
