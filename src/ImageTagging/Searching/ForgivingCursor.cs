using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Indexing;

namespace ImageTagging.Searching;

/// <summary>
/// Cursors that name the expanded query they belong to, so that a dictionary that changes between two pages changes no page. They
/// carry a hash and never the query: whoever sends one back chooses among what this search made of the same question itself, and
/// a restriction that a host put into the question holds on every page.
/// </summary>
internal sealed class ForgivingCursor
{
    // An engine's own cursor, passed through where nothing was expanded, never starts with it.
    private const char Mark = '~';
    private const int HashBytes = 12;
    private static readonly int s_hashLength = Base64Url.GetEncodedLength(HashBytes);

    // Enough for people who page while a dictionary changes; a large question is kept, many of them are not.
    private const int MostKept = 256;
    private const int MostKeptLength = 4 << 20;

    // The table, the order in which its entries go, and their size are one state.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Hash, ExpandedQuery Query, int Length)>> _kept = new(
        StringComparer.Ordinal
    );
    private readonly LinkedList<(string Hash, ExpandedQuery Query, int Length)> _newestFirst = new();
    private int _length;

    /// <summary>The cursor for who asked; keeps what it names.</summary>
    public string? Write(ExpandedQuery query, string? cursor)
    {
        if (cursor is null || query.Asked == query.Expanded)
        {
            return cursor;
        }

        var (hash, length) = Hash(query);
        Keep(hash, query, length);
        return Mark + hash + cursor;
    }

    /// <summary>The query that the request's cursor belongs to, and the engine's cursor.</summary>
    /// <param name="request">The request.</param>
    /// <param name="forms">What the dictionary makes of the request now, what a first page asks for first.</param>
    /// <exception cref="ImageTaggingException">The cursor belongs to another search, or to one that is forgotten (code <c>CursorMismatch</c>).</exception>
    public (ExpandedQuery Query, string? Cursor) Read(SearchRequest request, IReadOnlyList<ExpandedQuery> forms)
    {
        if (request.Cursor is not { Length: > 0 } text)
        {
            return (forms[0], request.Cursor);
        }

        // Nothing was expanded when the engine's own cursor was given.
        var asked = forms[0].Asked;
        if (text[0] != Mark)
        {
            return (new(asked, asked, []), text);
        }

        if (text.Length > 1 + s_hashLength)
        {
            var (hash, cursor) = (text[1..(1 + s_hashLength)], text[(1 + s_hashLength)..]);
            if (forms.FirstOrDefault(f => Hash(f).Hash == hash) is { } form)
            {
                return (form, cursor);
            }

            if (Kept(hash) is { } kept && kept.Asked == asked)
            {
                return (kept, cursor);
            }
        }

        throw SearchCursor.Mismatch();
    }

    private static (string Hash, int Length) Hash(ExpandedQuery query)
    {
        var text = TagQueryText.ToCanonical(query.Asked) + '\n' + TagQueryText.ToCanonical(query.Expanded);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return (Base64Url.EncodeToString(hash.AsSpan(0, HashBytes)), text.Length);
    }

    private ExpandedQuery? Kept(string hash)
    {
        lock (_lock)
        {
            return _kept.GetValueOrDefault(hash)?.Value.Query;
        }
    }

    private void Keep(string hash, ExpandedQuery query, int length)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(hash, out var known))
            {
                _newestFirst.Remove(known);
                _newestFirst.AddFirst(known);
                return;
            }

            _kept[hash] = _newestFirst.AddFirst((hash, query, length));
            _length += length;
            while (_kept.Count > 1 && (_kept.Count > MostKept || _length > MostKeptLength))
            {
                var oldest = _newestFirst.Last!.Value;
                _newestFirst.RemoveLast();
                _kept.Remove(oldest.Hash);
                _length -= oldest.Length;
            }
        }
    }
}
