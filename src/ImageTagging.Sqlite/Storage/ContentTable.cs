namespace ImageTagging.Sqlite.Storage;

/// <summary>Who holds, or held, a content: hashes with slots, the lowest bit telling a former content from a present one.</summary>
internal static class ContentTable
{
    public static void Change(Database database, int slot, Facts before, Facts after)
    {
        if (before.Contents.AsSpan().SequenceEqual(after.Contents) && before.Previous.AsSpan().SequenceEqual(after.Previous))
        {
            return;
        }

        var (old, present) = (Rows(before, slot), Rows(after, slot));
        foreach (var (hash, holder) in old.Except(present))
        {
            database["DELETE FROM contents WHERE hash = ? AND slot = ?"].Bind(1, hash).Bind(2, holder).Run();
        }

        foreach (var (hash, holder) in present.Except(old))
        {
            database["INSERT OR IGNORE INTO contents (hash, slot) VALUES (?, ?)"].Bind(1, hash).Bind(2, holder).Run();
        }
    }

    private static List<(long Hash, long Holder)> Rows(Facts facts, int slot) =>
        [.. facts.Contents.Select(h => (h, (long)slot << 1)), .. facts.Previous.Select(h => (h, (long)slot << 1 | 1L))];
}
