namespace ImageTagging.Sqlite.Storage;

/// <summary>Who holds, or held, a content: hashes with slots, the lowest bit telling a former content from a present one.</summary>
/// <remarks>
/// Hashes are as random as can be: in one large table each would touch a page of its own. New ones wait in a small table, and
/// each transaction moves one of 64 ranges of them, in order, so that many share a page.
/// </remarks>
internal sealed class ContentTable(Database database)
{
    private const int Ranges = 64;

    private readonly Statement _insert = database["INSERT OR IGNORE INTO contents_new (hash, slot) VALUES (?, ?)"];

    /// <summary>Moves the range whose turn it is.</summary>
    public void Settle(long sequence)
    {
        const ulong Width = ulong.MaxValue / Ranges + 1;
        var from = unchecked((long)((ulong)long.MinValue + (Width * (ulong)(sequence % Ranges))));
        var last = unchecked(from + (long)(Width - 1));
        database[
            "INSERT OR IGNORE INTO contents SELECT hash, slot FROM contents_new WHERE hash BETWEEN ? AND ? ORDER BY hash, slot"
        ]
            .Bind(1, from)
            .Bind(2, last)
            .Run();
        database["DELETE FROM contents_new WHERE hash BETWEEN ? AND ?"].Bind(1, from).Bind(2, last).Run();
    }

    public void Change(int slot, Facts before, Facts after)
    {
        Change((long)slot << 1, before.Contents, after.Contents);
        Change((long)slot << 1 | 1, before.Previous, after.Previous);
    }

    private void Change(long holder, ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        foreach (var hash in before)
        {
            if (!after.Contains(hash))
            {
                database["DELETE FROM contents WHERE hash = ? AND slot = ?"].Bind(1, hash).Bind(2, holder).Run();
                database["DELETE FROM contents_new WHERE hash = ? AND slot = ?"].Bind(1, hash).Bind(2, holder).Run();
            }
        }

        foreach (var hash in after)
        {
            if (!before.Contains(hash))
            {
                _insert.Bind(1, hash).Bind(2, holder).Run();
            }
        }
    }
}
