namespace ImageTagging.FileSystem;

internal enum EntryKind
{
    Missing,
    File,
    Folder,
    Link,

    /// <summary>A FIFO, a socket, a device: opening one may block or do something.</summary>
    Other,

    /// <summary>It is there or not; the system does not say.</summary>
    Denied,
}
