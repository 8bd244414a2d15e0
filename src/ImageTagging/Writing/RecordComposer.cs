using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Teaching;
using ImageTagging.Vocabularies;

namespace ImageTagging.Writing;

/// <summary>
/// Makes the record to write from what is stored and what a run found. The run owns listing facts, labels, status and failures;
/// people own their corrections; tags are projected anew.
/// </summary>
internal sealed class RecordComposer(
    TaggerRules rules,
    Vocabulary vocabulary,
    TaughtBook taught,
    TimeSpan removeAfter,
    TimeProvider time
)
{
    private const int MaxContents = 8;

    /// <summary>The record.</summary>
    public ImageRecord Compose(TagItem item, ImageRecord? stored)
    {
        var listing = item.Listing;
        var same = stored is not null && item.HasContentOf(stored);
        var origin = same ? null : item.Origin;
        var kept = same ? stored : null;
        var record = new ImageRecord
        {
            Source = item.Name.Source,
            Key = item.Name.Key,
            Location = listing.Location,
            Size = listing.Size,
            ModifiedAt = Milliseconds(listing.ModifiedAt),
            Version = listing.Version,
            ListedAt = ListedAt(item, kept),
            Companions = Companions(item, stored),
            Contents = Contents(item, kept),
            Width = item.Facts.Width ?? kept?.Width ?? origin?.Width,
            Height = item.Facts.Height ?? kept?.Height ?? origin?.Height,
            MediaType = item.Facts.MediaType ?? kept?.MediaType ?? origin?.MediaType,
            Look = item.Facts.Look ?? kept?.Look ?? origin?.Look,
            Taggers = States(item, kept),
            Edits = With(item.InheritedEdits, kept is not null ? kept.Edits : Edits(item, stored)),
            Previous = Former(item, stored, same),
        };
        return RecordProjector.Project(taught.With(record, item.At), vocabulary);
    }

    /// <summary>Tells if the stored record already is what would be written, as after a write whose answer was lost.</summary>
    public bool Carries(TagItem item, ImageRecord stored) =>
        stored.GoneAt is null
        && stored.ListedAt == ListedAt(item, stored)
        && !item.Listing.DiffersFrom(stored.Version, stored.Size, stored.ModifiedAt)
        && string.Equals(stored.Vocabulary, vocabulary.Fingerprint, StringComparison.Ordinal)
        && stored.Companions.SequenceEqual(Companions(item, stored), StringComparer.Ordinal)
        && item.InheritedEdits.All(edit => stored.Edits.Any(e => IsOfSame(e, edit)))
        && Enumerable
            .Range(0, rules.Taggers.Count)
            .All(i =>
            {
                var state = StateOf(stored.Taggers, rules.Taggers[i].Name);
                return (item.Answers[i], item.Failures[i]) switch
                {
                    ({ } answer, _) => state is { Failure: null }
                        && state.Fingerprint == answer.Fingerprint
                        && state.Selected == answer.Selected
                        && state.TaggedAt == answer.TaggedAt
                        && string.Equals(state.ModelVersion, answer.ModelVersion, StringComparison.Ordinal),
                    // One that is due was not made by this attempt.
                    (_, not null) => state?.Failure is { } made && made.At == item.At && !(made.DueAt <= item.At),
                    _ when item.PassedOver[i] is { } condition => state?.PassedOver == condition,
                    _ => state is null
                        || !state.HasAnswer
                        || state.Selected == StampJudge.SelectedOf(rules.Taggers[i], state.Fingerprint),
                };
            });

    private static IReadOnlyList<ContentId> Contents(TagItem item, ImageRecord? kept) =>
        kept is null ? item.Contents
        : kept.Contents.Count <= MaxContents && kept.Contents.SequenceEqual(item.Contents) ? kept.Contents
        : [.. item.Contents.Union(kept.Contents).Take(MaxContents)];

    // Where nobody looked they are what they were.
    private static IReadOnlyList<string> Companions(TagItem item, ImageRecord? stored) =>
        item.Listing.Companions ?? stored?.Companions ?? [];

    // What was said of the picture itself counts before what was said of its other file.
    private static IReadOnlyList<Correction> With(IReadOnlyList<Correction> inherited, IReadOnlyList<Correction> edits) =>
        inherited.Count == 0
            ? edits
            : [.. edits.Concat(inherited.Where(i => !edits.Any(e => IsOfSame(e, i)))).OrderBy(e => e.At)];

    private static bool IsOfSame(Correction one, Correction other) => one.Tag == other.Tag && one.Fact == other.Fact;

    // A content that comes back has the corrections that were made of it here, whatever others that show it have.
    private static IReadOnlyList<Correction> Edits(TagItem item, ImageRecord? stored) =>
        stored?.Previous is { Edits.Count: > 0 } former && ContentId.AnyEqual(former.Contents, item.Contents) ? former.Edits
        : item.Origin is { } origin ? origin.Edits
        : [.. (stored?.Edits ?? []).Select(e => e with { IsForEarlierVersion = true })];

    private TaggerState[] States(TagItem item, ImageRecord? kept)
    {
        var states = new List<TaggerState>(rules.Taggers.Count + (kept?.Taggers.Count ?? 0));
        states.AddRange(kept?.Taggers ?? []);
        for (var i = 0; i < rules.Taggers.Count; i++)
        {
            var name = rules.Taggers[i].Name;
            var at = states.FindIndex(s => string.Equals(s.Name, name, StringComparison.Ordinal));
            var next = Next(item, i, at < 0 ? null : states[at]);
            if (at >= 0)
            {
                states.RemoveAt(at);
            }

            if (next is not null)
            {
                states.Add(next);
            }
        }

        states.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        return [.. states];
    }

    private TaggerState? Next(TagItem item, int number, TaggerState? there)
    {
        var (tagger, answer, failure, at) = (rules.Taggers[number], item.Answers[number], item.Failures[number], item.At);
        // Another process may have been answered since this one looked.
        var isNewer = there is { Failure: null, HasAnswer: true } && there.TaggedAt >= at && rules.Serves(tagger, there);
        if (answer is not null)
        {
            // A wider answer stays, as it does where this one would not have been called for.
            return isNewer && (there!.TaggedAt > answer.TaggedAt || there.Fingerprint != tagger.Fingerprint)
                ? TaggerRules.Selected(tagger, there)
                : answer;
        }

        if (failure is not null && !isNewer && FailurePolicy.IsKept(failure.Kind))
        {
            return (there ?? new() { Name = tagger.Name, IsAuthored = tagger.IsAuthored }) with
            {
                Failure = FailurePolicy.Next(there?.Failure, failure, tagger.Fingerprint, at),
                PassedOver = null,
            };
        }

        if (item.PassedOver[number] is { } condition && !isNewer)
        {
            return (there ?? new() { Name = tagger.Name, IsAuthored = tagger.IsAuthored }) with { PassedOver = condition };
        }

        // It is to be called for after all, and was not: the next run sees that.
        if (there?.PassedOver is not null && item.Needs.Contains(number))
        {
            return there is { HasAnswer: false, Failure: null } ? null : there with { PassedOver = null };
        }

        if (there is null || !rules.Serves(tagger, there))
        {
            return there;
        }

        // What was asked in another way and failed is no failure of this question.
        var selected = TaggerRules.Selected(tagger, there);
        return there.Failure is { Fingerprint: { } asked } && asked != tagger.Fingerprint
            ? selected with
            {
                Failure = null,
            }
            : selected;
    }

    // The later of two listings that saw the same state; one from ahead of our clock proves nothing.
    private DateTimeOffset ListedAt(TagItem item, ImageRecord? same)
    {
        var ours = Milliseconds(item.Listing.ListedAt);
        return
            same is { GoneAt: null }
            && same.ListedAt > ours
            && same.ListedAt <= time.GetUtcNow()
            && !item.Listing.DiffersFrom(same.Version, same.Size, same.ModifiedAt)
            ? same.ListedAt
            : ours;
    }

    private PreviousContent? Former(TagItem item, ImageRecord? stored, bool same)
    {
        if (stored is null)
        {
            return null;
        }

        var isWorthKeeping = stored.Contents.Count > 0 && (stored.Edits.Count > 0 || stored.Taggers.Any(t => t.HasAnswer));
        return same || !isWorthKeeping
            ? stored.Previous is { } previous && previous.ReplacedAt + removeAfter > item.At
                ? previous
                : null
            : new()
            {
                Contents = stored.Contents,
                Taggers = [.. stored.Taggers.Where(t => t.HasAnswer)],
                Edits = stored.Edits,
                Width = stored.Width,
                Height = stored.Height,
                MediaType = stored.MediaType,
                ReplacedAt = item.At,
            };
    }

    private static TaggerState? StateOf(IReadOnlyList<TaggerState> states, string name) =>
        states.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    private static DateTimeOffset Milliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
