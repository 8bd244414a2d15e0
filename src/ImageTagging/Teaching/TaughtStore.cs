using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ImageTagging.Teaching;

/// <summary>Taught tags and how far they are in the records, as named state of the index.</summary>
internal sealed class TaughtStore(ITagIndex index)
{
    /// <summary>Versions of a tag beyond these are dropped, the oldest first.</summary>
    public const int MostVersions = 8;

    private const string Root = "taught/";
    private const string AppliedName = "taught-applied";

    /// <summary>The tags that count, as a book.</summary>
    public async ValueTask<TaughtBook> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, StateEntry> newest = new(StringComparer.Ordinal);
        await foreach (var entry in index.ListStatesAsync(Root, cancellationToken).ConfigureAwait(false))
        {
            // By name, and so by version.
            newest[entry.Name[..entry.Name.LastIndexOf('/')]] = entry;
        }

        return newest.Count == 0
            ? TaughtBook.Empty
            : new([.. newest.Values.Select(Read).OrderBy(t => t.Tag, StringComparer.Ordinal)]);
    }

    /// <summary>The versions of a tag, the oldest first; without its tag where it cannot be read.</summary>
    public async ValueTask<IReadOnlyList<(TaughtTag? Tag, StateEntry Entry)>> VersionsAsync(
        string tag,
        CancellationToken cancellationToken
    )
    {
        List<(TaughtTag?, StateEntry)> versions = [];
        await foreach (var entry in index.ListStatesAsync(FolderOf(tag), cancellationToken).ConfigureAwait(false))
        {
            versions.Add((TryRead(entry), entry));
        }

        return versions;
    }

    /// <summary>Keeps a tag as its newest version.</summary>
    /// <exception cref="ImageTaggingException">It is too large to be kept (code <c>NoTaughtTag</c>).</exception>
    public async ValueTask<TaughtTag> AddAsync(TaughtTag tag, CancellationToken cancellationToken)
    {
        while (true)
        {
            var versions = await VersionsAsync(tag.Tag, cancellationToken).ConfigureAwait(false);
            var next = tag with { Version = versions.Count == 0 ? 1 : NumberOf(versions[^1].Entry) + 1 };
            var entry = new StateEntry { Name = NameOf(next), Value = TaughtTagDocument.Write(next) };
            // Every run reads what is kept: it must be one that can be read.
            _ = TaughtTagDocument.Read(entry.Value);
            // Whoever taught the same tag meanwhile has this version: ours is the one behind.
            if (await index.TryWriteStateAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                foreach (var (_, old) in versions.Take(versions.Count + 1 - MostVersions))
                {
                    await index.TryWriteStateAsync(old with { Value = null }, cancellationToken).ConfigureAwait(false);
                }

                return next;
            }
        }
    }

    /// <summary>Takes the newest version back; null for one that was taken by somebody else just now, who decides.</summary>
    public async ValueTask<TaughtTag?> UndoAsync(string tag, CancellationToken cancellationToken)
    {
        var versions = await VersionsAsync(tag, cancellationToken).ConfigureAwait(false);
        if (versions.Count == 0)
        {
            throw new ImageTaggingException($"The tag '{tag}' is not taught; there is nothing to undo.")
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NotTaught,
            };
        }

        await index.TryWriteStateAsync(versions[^1].Entry with { Value = null }, cancellationToken).ConfigureAwait(false);
        return versions.Count > 1 ? versions[^2].Tag : null;
    }

    /// <summary>How far the tags are in the records.</summary>
    public async ValueTask<AppliedState> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        var entry = await index.ReadStateAsync(AppliedName, cancellationToken).ConfigureAwait(false);
        try
        {
            return entry?.Value is { } value
                ? JsonSerializer.Deserialize(value, AppliedStateJson.Default.AppliedState) ?? AppliedState.Nothing
                : AppliedState.Nothing;
        }
        catch (JsonException)
        {
            // Damaged: all records are gone through again.
            return AppliedState.Unknown;
        }
    }

    /// <summary>Notes how far they are. Two that apply at once do the same work twice at the worst.</summary>
    public async ValueTask SaveAppliedAsync(AppliedState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await index.ReadStateAsync(AppliedName, cancellationToken).ConfigureAwait(false);
            var entry = new StateEntry
            {
                Name = AppliedName,
                Value = JsonSerializer.Serialize(state, AppliedStateJson.Default.AppliedState),
                Token = stored?.Token,
            };
            if (await index.TryWriteStateAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private static TaughtTag Read(StateEntry entry)
    {
        try
        {
            return TaughtTagDocument.Read(entry.Value ?? "");
        }
        catch (ImageTaggingException fault)
        {
            throw new ImageTaggingException(
                $"What the index keeps of a taught tag, as '{entry.Name}', cannot be read. {fault.Message} Teach the tag again, or undo its last version.",
                fault
            )
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NoTaughtTag,
            };
        }
    }

    private static TaughtTag? TryRead(StateEntry entry)
    {
        try
        {
            return TaughtTagDocument.Read(entry.Value ?? "");
        }
        catch (ImageTaggingException)
        {
            return null;
        }
    }

    private static int NumberOf(StateEntry entry) =>
        int.TryParse(
            entry.Name.AsSpan(entry.Name.LastIndexOf('/') + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    private static string NameOf(TaughtTag tag) => FolderOf(tag.Tag) + tag.Version.ToString("D8", CultureInfo.InvariantCulture);

    // Tags have any characters, names of state few.
    private static string FolderOf(string tag) =>
        $"{Root}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)))[..32]}/";
}
