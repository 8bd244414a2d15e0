using System.Runtime.CompilerServices;

namespace ImageTagging.Planning;

/// <summary>Judges stamps once each: scans share their instances, so a million unchanged images cost a look-up apiece.</summary>
internal sealed class StampJudge(
    IReadOnlyList<TaggerInfo> taggers,
    string? vocabulary,
    Func<TaggerInfo, string?, bool> isStaleModel,
    IReadOnlyList<string?> conditions
)
{
    private readonly Dictionary<RecordStamp, StampDecision> _decisions = new(ByReference.Instance);
    private RecordStamp? _lastStamp;
    private StampDecision? _last;

    /// <summary>The decision about a stamp. For one thread.</summary>
    public StampDecision Of(RecordStamp stamp)
    {
        if (ReferenceEquals(stamp, _lastStamp))
        {
            return _last!;
        }

        if (!_decisions.TryGetValue(stamp, out var decision))
        {
            // An engine that does not share instances must not make this grow.
            if (_decisions.Count >= 4096)
            {
                _decisions.Clear();
            }

            _decisions[stamp] = decision = Judge(stamp);
        }

        (_lastStamp, _last) = (stamp, decision);
        return decision;
    }

    /// <summary>Decides what to do for a listed picture: the one place that decides it.</summary>
    /// <param name="listing">The picture as it was listed.</param>
    /// <param name="stored">What the index has of it; null for nothing.</param>
    /// <param name="now">When it is decided: what failed before may be due.</param>
    /// <param name="retryFailed">Whether what failed is due whenever it was.</param>
    public Change Decide(ImageListing listing, IndexedImage? stored, DateTimeOffset now, bool retryFailed)
    {
        if (stored is null)
        {
            return Change.New;
        }

        if (stored.GoneAt is not null || listing.DiffersFrom(stored.Version, stored.Size, stored.ModifiedAt))
        {
            return Change.Changed;
        }

        var decision = Of(stored.Stamp);
        if (decision.NeedsCall)
        {
            return Change.Stale;
        }

        if (decision.HasFailure && (retryFailed || stored.DueAt <= now))
        {
            return Change.Due;
        }

        return decision.NeedsWrite || HasOtherCompanions(listing, stored) ? Change.Stale
            : decision.HasFailure ? Change.Waiting
            : Change.Unchanged;
    }

    private static bool HasOtherCompanions(ImageListing listing, IndexedImage stored) =>
        listing.Companions is { } listed && !listed.SequenceEqual(stored.Stamp.Companions, StringComparer.OrdinalIgnoreCase);

    /// <summary>The part of an answer that counts for the tagger's question; null for all of it.</summary>
    public static TaggerFingerprint? SelectedOf(TaggerInfo tagger, TaggerFingerprint? asked) =>
        asked == tagger.Fingerprint ? null : tagger.Fingerprint;

    private StampDecision Judge(RecordStamp stamp)
    {
        bool call = false,
            write = !string.Equals(stamp.Vocabulary ?? "", vocabulary ?? "", StringComparison.Ordinal),
            failure = false;
        for (var i = 0; i < taggers.Count; i++)
        {
            var tagger = taggers[i];
            var stored = stamp.Taggers.FirstOrDefault(t => string.Equals(t.Name, tagger.Name, StringComparison.Ordinal));
            var failedAtThis = stored is { HasFailure: true } && (stored.Asked is null || stored.Asked == tagger.Fingerprint);
            var serves =
                stored?.Fingerprint is { } asked
                && tagger.Answers(asked, stored.IsCut)
                && !isStaleModel(tagger, stored.ModelVersion);
            // What the condition is judged by changes with the record, and whoever changes it takes this off.
            var isPassedOver =
                stored?.PassedOver is { } condition && string.Equals(condition, conditions[i], StringComparison.Ordinal);
            failure |= failedAtThis;
            call |= !serves && !failedAtThis && !isPassedOver;
            write |=
                serves && (stored!.Selected != SelectedOf(tagger, stored.Fingerprint) || (stored.HasFailure && !failedAtThis));
        }

        return new(call, write, failure);
    }

    private sealed class ByReference : IEqualityComparer<RecordStamp>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(RecordStamp? x, RecordStamp? y) => ReferenceEquals(x, y);

        public int GetHashCode(RecordStamp obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
