using System.Globalization;
using ImageTagging.Duplicates;
using ImageTagging.Indexing;

namespace ImageTagging;

/// <summary>
/// Finds pictures that are nearly the same: copies (encoded, resized, cropped, turned or made lighter anew) and bursts. Nothing is
/// deleted or changed.
/// </summary>
/// <remarks>
/// What is compared comes from the records: the picture's look (<see cref="ImageRecord.Look"/>) and a tagger's embedding. All records
/// are read twice; what is compared of them (some 120 bytes each) lies in temporary files that are mapped, so that memory is taken by what
/// is in groups only. Threads may share it; it does not dispose the index.
/// </remarks>
/// <param name="index">The index.</param>
public sealed class DuplicateFinder(ITagIndex index)
{
    private const string Apart = "duplicates/apart/";

    /// <summary>The most pictures that are kept apart at once: 100.</summary>
    public const int MaxApart = 100;

    /// <summary>Finds all groups.</summary>
    /// <param name="options">Which pictures count; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The groups by source and key of their best pictures.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="ImageTaggingException">The index cannot be read.</exception>
    public async ValueTask<IReadOnlyList<DuplicateGroup>> FindAsync(
        DuplicateOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        if (options.BurstWindow < TimeSpan.Zero || options.BurstWindow > TimeSpan.FromDays(1))
        {
            throw new ArgumentException("DuplicateOptions.BurstWindow is 0 to a day.", nameof(options));
        }

        using var signatures = new Signatures();
        await foreach (var record in ReadAsync(options, cancellationToken).ConfigureAwait(false))
        {
            signatures.Add(record);
        }

        signatures.Map();
        using var sets = new DuplicateSets(signatures.Count);
        await KeepApartAsync(sets, signatures, cancellationToken).ConfigureAwait(false);
        Join(sets, signatures, options.BurstWindow, cancellationToken);
        return await GroupAsync(sets, signatures, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Remembers in the index that no two of some pictures belong into one group, whatever they look like.</summary>
    /// <param name="pictures">Two to <see cref="MaxApart"/> pictures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There are fewer, or more.</exception>
    public async ValueTask KeepApartAsync(IReadOnlyCollection<ImageName> pictures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        string[] names =
        [
            .. pictures
                .Select(p => Signatures.NameOf(p).ToString("x16", CultureInfo.InvariantCulture))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (names.Length is < 2 or > MaxApart)
        {
            throw new ArgumentException($"2 to {MaxApart} pictures are kept apart at once.", nameof(pictures));
        }

        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', names)));
        // The same pictures have the same entry: where it is there, they are kept apart already.
        _ = await index
            .TryWriteStateAsync(
                new() { Name = Apart + Convert.ToHexStringLower(hash.AsSpan(0, 16)), Value = string.Join(' ', names) },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>When a picture was taken; where nothing tells, when it was last modified.</summary>
    internal static DateTimeOffset TakenAt(ImageRecord record) =>
        FactTerms.Taken(record) is { } taken ? DateTimeOffset.FromUnixTimeMilliseconds(taken) : record.ModifiedAt;

    private IAsyncEnumerable<ImageRecord> ReadAsync(DuplicateOptions options, CancellationToken cancellationToken) =>
        index.ReadAllAsync(
            QuerySemantics.MentionsGone(options.Query) ? options.Query : options.Query & !new GoneQuery(),
            after: null,
            cancellationToken
        );

    private async ValueTask KeepApartAsync(DuplicateSets sets, Signatures signatures, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<ulong, List<int>>();
        var mark = 0;
        await foreach (var entry in index.ListStatesAsync(Apart, cancellationToken).ConfigureAwait(false))
        {
            foreach (var name in (entry.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (ulong.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
                {
                    if (!marks.TryGetValue(bits, out var all))
                    {
                        marks.Add(bits, all = []);
                    }

                    all.Add(mark);
                }
            }

            mark++;
        }

        for (var i = 0; i < signatures.Count && marks.Count > 0; i++)
        {
            if (marks.TryGetValue(signatures.Name(i), out var all))
            {
                sets.KeepApart(i, all);
            }
        }
    }

    private static void Join(DuplicateSets sets, Signatures signatures, TimeSpan burstWindow, CancellationToken cancellationToken)
    {
        var rules = new DuplicateRules(signatures, burstWindow);
        using var buckets = new Buckets(signatures.Count);
        JoinEqual(sets, signatures, buckets);
        new Candidates(signatures, buckets).Visit(
            (one, other) =>
            {
                if (sets.Find(one) != sets.Find(other) && rules.Judge(one, other) is { } kind)
                {
                    sets.Join(one, other, kind);
                }
            },
            cancellationToken
        );
    }

    private static void JoinEqual(DuplicateSets sets, Signatures signatures, Buckets buckets)
    {
        buckets.Sort(i => signatures.Content(i) == 0 ? -1 : (int)(signatures.Content(i) >> 48));
        var first = new Dictionary<ulong, int>();
        for (var value = 0; value < Buckets.Values; value++)
        {
            first.Clear();
            for (var at = buckets.Start(value); at < buckets.End(value); at++)
            {
                var number = buckets.At(at);
                if (!first.TryAdd(signatures.Content(number), number))
                {
                    sets.Join(first[signatures.Content(number)], number, DuplicateKind.Copy);
                }
            }
        }
    }

    private async ValueTask<IReadOnlyList<DuplicateGroup>> GroupAsync(
        DuplicateSets sets,
        Signatures signatures,
        DuplicateOptions options,
        CancellationToken cancellationToken
    )
    {
        using var sizes = MappedRows<int>.Of(signatures.Count, _ => 0);
        for (var i = 0; i < sizes.Count; i++)
        {
            sizes[sets.Find(i)]++;
        }

        var roots = new Dictionary<ulong, int>();
        for (var i = 0; i < sizes.Count; i++)
        {
            if (sets.Find(i) is var root && sizes[root] > 1)
            {
                roots[signatures.Name(i)] = root;
            }
        }

        var members = new Dictionary<int, List<DuplicateMember>>();
        // Read again, so that of those in no group no text is held.
        await foreach (var record in ReadAsync(options, cancellationToken).ConfigureAwait(false))
        {
            if (roots.TryGetValue(Signatures.NameOf(record.Name), out var at))
            {
                if (!members.TryGetValue(at, out var group))
                {
                    members.Add(at, group = []);
                }

                group.Add(MemberOf(record));
            }
        }

        return
        [
            .. members
                .Where(g => g.Value.Count > 1)
                .Select(g => new DuplicateGroup(
                    [.. Ordered(g.Value)],
                    sets.IsBurst(g.Key) ? DuplicateKind.Burst : DuplicateKind.Copy
                ))
                .OrderBy(g => g.Best.Name),
        ];
    }

    private static IEnumerable<DuplicateMember> Ordered(List<DuplicateMember> members)
    {
        var best = members
            .OrderBy(m => m.IsBlurred)
            .ThenByDescending(m => (long)(m.Width ?? 0) * (m.Height ?? 0))
            .ThenBy(m => m.TakenAt)
            .ThenByDescending(m => m.Size)
            .ThenBy(m => m.Name)
            .First();
        return members.Where(m => m != best).OrderBy(m => m.Name).Prepend(best);
    }

    private static DuplicateMember MemberOf(ImageRecord record) =>
        new(
            record.Name,
            record.Location,
            record.Size,
            record.Width,
            record.Height,
            TakenAt(record),
            record.Tags.Any(t => string.Equals(t.Name, "blurred", StringComparison.Ordinal))
        );
}
