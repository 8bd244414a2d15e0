using ImageTagging.FileSystem;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Tells what can be no index before anything is opened, or made beside it.</summary>
internal static class FileKinds
{
    public static void Check(string path)
    {
        var kind = KindOf(path);
        if (kind == EntryKind.Folder)
        {
            throw new ImageTaggingException($"'{path}' is a folder, not an index of ImageTagging; name a file, in it maybe.")
            {
                Kind = FailureKind.SetUp,
                Code = ErrorCodes.CannotOpen,
            };
        }

        if (kind == EntryKind.Other)
        {
            throw new ImageTaggingException($"'{path}' is no regular file, so it cannot be an index; name another file.")
            {
                Kind = FailureKind.SetUp,
                Code = ErrorCodes.NotAnIndex,
            };
        }
    }

    /// <summary>Tells if there is no such file, which is known only where its folder can be looked into.</summary>
    public static bool IsMissing(string path) => KindOf(path) == EntryKind.Missing;

    // What cannot be looked at cannot be opened either, which says more.
    private static EntryKind KindOf(string path)
    {
        try
        {
            var kind = Entries.Look(path).Kind;
            return kind == EntryKind.Link && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
                ? Entries.Look(target.FullName).Kind
                : kind;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return EntryKind.Denied;
        }
    }
}
