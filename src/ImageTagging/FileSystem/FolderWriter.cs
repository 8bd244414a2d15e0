namespace ImageTagging.FileSystem;

/// <summary>Puts a file into the tree: whole or not at all, over another only where that is asked for, never outside.</summary>
internal sealed class FolderWriter(string root, string source)
{
    /// <param name="key">The file's key.</param>
    /// <param name="content">What is in it; read to its end before anything has the name.</param>
    /// <param name="modifiedAt">When it says it was written; null for now.</param>
    /// <param name="replace">Whether a regular file of the name is replaced, in one step.</param>
    /// <param name="cancellationToken">Ends it; nothing has changed then.</param>
    /// <param name="check">Throws where it is not to get its name after all; asked last of all.</param>
    /// <returns>When the file says it was written, as <see cref="EntryFacts"/> have it.</returns>
    public async ValueTask<long> WriteAsync(
        string key,
        Stream content,
        DateTimeOffset? modifiedAt,
        bool replace,
        CancellationToken cancellationToken,
        Func<ValueTask>? check = null
    )
    {
        var folder = root;
        var target = FolderKey.PathOf(root, key);
        string? temporary = null;
        try
        {
            folder = MakeFolders(key);
            if (Entries.Look(target).Kind is var there && there != EntryKind.Missing && !(replace && there == EntryKind.File))
            {
                throw Taken(key);
            }

            temporary = Path.Join(folder, ".imagetag-" + Guid.NewGuid().ToString("N") + ".part");
            var file = new FileStream(
                temporary,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    BufferSize = 0,
                    Options = FileOptions.Asynchronous,
                }
            );
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            // Before it has its name, so that no end in between leaves a file that looks like another.
            if (modifiedAt is { } time)
            {
                File.SetLastWriteTimeUtc(temporary, time.UtcDateTime);
            }

            if (replace)
            {
                KeepMode(target, temporary);
            }

            var written = Entries.Look(temporary).Modified;
            cancellationToken.ThrowIfCancellationRequested();
            if (check is not null)
            {
                await check().ConfigureAwait(false);
            }

            if (replace)
            {
                File.Move(temporary, target, overwrite: true);
            }
            else if (!TryPlace(temporary, target))
            {
                throw Taken(key);
            }

            return written;
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new ImageTaggingException($"The folder '{folder}' cannot be written by this user.", fault)
            {
                Kind = FailureKind.SetUp,
                Code = ErrorCodes.AccessDenied,
            };
        }
        catch (IOException) when (!replace && temporary is not null && File.Exists(temporary) && File.Exists(target))
        {
            throw Taken(key);
        }
        catch (IOException fault)
        {
            throw Failed(
                key,
                FailureKind.Transient,
                ErrorCodes.WriteFailed,
                "The file could not be written: " + fault.Message,
                fault
            );
        }
        finally
        {
            Remove(temporary);
        }
    }

    private string MakeFolders(string key)
    {
        var folder = root;
        for (var slash = key.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            folder = FolderKey.PathOf(root, key[..slash]);
            var kind = Entries.Look(folder).Kind;
            if (kind == EntryKind.Missing)
            {
                Directory.CreateDirectory(folder);
            }
            else if (kind != EntryKind.Folder)
            {
                const string Blocked = "The name cannot be used: a part of its path is no folder of this tree.";
                throw Failed(key, FailureKind.Refused, ErrorCodes.KeyRefused, Blocked, null);
            }
        }

        return folder;
    }

    // One step, so that two writers of one key cannot both win: .NET's move looks first and then renames, which replaces.
    private static bool TryPlace(string temporary, string target)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            try
            {
                return PosixEntries.TryLink(temporary, target);
            }
            catch (NotSupportedException)
            {
                // FAT and some network shares; the gap between look and rename is the best that is to be had there.
            }
        }

        File.Move(temporary, target, overwrite: false);
        return true;
    }

    // Who may read and write the former may read and write the new one.
    private static void KeepMode(string target, string temporary)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file system without modes, or one that keeps its own.
        }
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It has no picture's ending, so no listing shows it; the first fault is the one to tell.
        }
    }

    private ImageTaggingException Taken(string key) =>
        Failed(key, FailureKind.Refused, ErrorCodes.KeyTaken, "There is already a file of this name.", null);

    private ImageTaggingException Failed(string key, FailureKind kind, string code, string message, Exception? fault) =>
        new(message, fault)
        {
            Kind = kind,
            Code = code,
            Image = new ImageName(source, key),
        };
}
