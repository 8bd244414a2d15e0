namespace ImageTagging.FileSystem;

internal enum EntryKind
{
    Missing,
    File,
    Folder,
    Link,

    // A FIFO, a socket, a device: opening one may block or do something.
    Other,

    // It is there or not; the system does not say.
    Denied,
}
