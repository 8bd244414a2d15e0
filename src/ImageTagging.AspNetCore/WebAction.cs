namespace ImageTagging.AspNetCore;

/// <summary>Actions that change something, and so may be allowed to some and not to others.</summary>
public enum WebAction
{
    /// <summary>Tags are added, removed, and such a change is undone.</summary>
    Correct,

    /// <summary>Pictures are stored and tagged.</summary>
    Upload,

    /// <summary>Runs are started and stopped, failures are tried again.</summary>
    Run,

    /// <summary>Tags, titles and stars are written into XMP files beside the pictures (<see cref="ImageTaggingWebOptions.WritesSidecars"/>).</summary>
    WriteSidecars,
}
