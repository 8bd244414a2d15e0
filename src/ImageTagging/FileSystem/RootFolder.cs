namespace ImageTagging.FileSystem;

/// <summary>Faults of the folder as a whole: those of the set-up, each with what to do.</summary>
internal static class RootFolder
{
    public const string NotMounted = "Nothing is there; is its disk mounted?";

    public static void Check(string root)
    {
        EntryKind kind;
        try
        {
            kind = Entries.Look(root).Kind;
        }
        catch (IOException fault)
        {
            throw Unreadable(root, fault.Message);
        }

        switch (kind)
        {
            case EntryKind.Folder:
                return;
            case EntryKind.Missing:
                throw Missing(root);
            case EntryKind.Denied:
                throw Unreadable(root, "this user may not read it");
            default:
                throw Fault(ErrorCodes.NotAFolder, $"'{root}' is no folder; name the folder that holds the pictures.");
        }
    }

    public static bool IsMountPoint(FolderSourceOptions options, string prefix)
    {
        foreach (var point in options.MountPoints)
        {
            if (prefix.AsSpan().TrimEnd('/').SequenceEqual(point.AsSpan().TrimEnd('/')))
            {
                return true;
            }
        }

        return false;
    }

    public static ImageTaggingException Missing(string root) =>
        Fault(ErrorCodes.FolderMissing, $"There is no folder '{root}'; check its name, and that its disk is mounted.");

    public static ImageTaggingException Empty(string root) =>
        Fault(
            ErrorCodes.FolderEmpty,
            $"The folder '{root}' is empty, as the folder of a disk that is not mounted is; mount it, or allow an empty folder with FolderSourceOptions.AllowEmpty."
        );

    public static ImageTaggingException Unreadable(string root, string reason) =>
        Fault(ErrorCodes.FolderUnreadable, $"The folder '{root}' cannot be read: {reason.TrimEnd('.')}.");

    private static ImageTaggingException Fault(string code, string message) =>
        new(message) { Kind = FailureKind.SetUp, Code = code };
}
