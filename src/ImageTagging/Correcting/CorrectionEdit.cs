using System.Globalization;

namespace ImageTagging.Correcting;

/// <summary>A change of tags and facts in its normal form, with its batch and time: what is done to one record.</summary>
/// <param name="Add">Tags to add.</param>
/// <param name="Remove">Tags to remove.</param>
/// <param name="Facts">Facts to give, or to take away where they are without one.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, in whole milliseconds.</param>
/// <param name="Batch">The batch.</param>
internal sealed record CorrectionEdit(
    IReadOnlyList<string> Add,
    IReadOnlyList<string> Remove,
    IReadOnlyList<GivenFact> Facts,
    string By,
    DateTimeOffset At,
    string Batch
)
{
    /// <summary>True if what is so already is kept as well.</summary>
    public bool IsJudgement { get; init; }

    /// <summary>A replaced correction is kept for undo, and what it replaced; a tag that is turned over without end is not kept whole.</summary>
    private const int MostReplaced = 8;

    private const int MaxByLength = 256;
    private const int MaxTitleLength = 1_000;

    /// <summary>True if tags are changed, and so are to be projected anew.</summary>
    public bool HasTags => Add.Count + Remove.Count > 0;

    /// <exception cref="ImageTaggingException">The change cannot be made (code <c>ChangeRefused</c>).</exception>
    public static CorrectionEdit Of(TagChange change, Vocabulary vocabulary, string batch, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (add, remove, facts) = (Names(change.Add), Names(change.Remove), FactsOf(change));
        if (add.Count + remove.Count + facts.Count == 0)
        {
            throw Refused("Nothing is to be added, removed or given.");
        }

        var both = add.Select(vocabulary.TagOf)
            .Intersect(remove.Select(vocabulary.TagOf), StringComparer.Ordinal)
            .FirstOrDefault();
        if (both is not null)
        {
            throw Refused($"'{both}' is to be added and removed at once.");
        }

        return new(add, remove, facts, Person(change.By), at, batch) { IsJudgement = change.IsJudgement };
    }

    /// <summary>A person's name, checked.</summary>
    public static string Person(string by) =>
        string.IsNullOrWhiteSpace(by) || by.Length > MaxByLength || by.Any(char.IsControl)
            ? throw Refused($"Who changes it is 1 to {MaxByLength} characters without control characters.")
            : by;

    public static ImageTaggingException Refused(string message) =>
        new(message) { Kind = FailureKind.Refused, Code = ErrorCodes.ChangeRefused };

    /// <summary>The record's corrections with this change made; null where the record already is as asked.</summary>
    public IReadOnlyList<Correction>? ApplyTo(ImageRecord record, Vocabulary vocabulary)
    {
        List<Correction> edits = [.. record.Edits];
        var changed = false;
        foreach (var tag in Add)
        {
            changed |= Put(tag, isAdded: true);
        }

        foreach (var tag in Remove)
        {
            changed |= Put(tag, isAdded: false);
        }

        foreach (var fact in Facts)
        {
            changed |= Give(fact);
        }

        return changed ? edits : null;

        bool Give(GivenFact fact)
        {
            var last = edits.Find(e => e.Fact == fact.Field);
            if (
                last is null
                    ? !fact.IsThere && !GivenFact.IsIn(record.SeenFacts, fact.Field)
                    : last.IsAdded == fact.IsThere && last.Value == fact.Value
            )
            {
                return false;
            }

            edits.RemoveAll(e => e.Fact == fact.Field);
            edits.Add(
                new()
                {
                    Fact = fact.Field,
                    Value = fact.Value,
                    IsAdded = fact.IsThere,
                    By = By,
                    At = At,
                    Batch = Batch,
                    Replaced = Shortened(last, MostReplaced),
                }
            );
            return true;
        }

        bool Put(string tag, bool isAdded)
        {
            // The latest word on what becomes one tag counts, whichever of its names was written.
            var effective = vocabulary.TagOf(tag);
            var last = edits.FindLast(e => e.Tag is { } said && vocabulary.TagOf(said) == effective);
            var isThere = last?.IsAdded ?? record.Tags.Any(t => t.Name == effective);
            if (last is null ? !isAdded && !isThere && !IsJudgement : last.IsAdded == isAdded)
            {
                return false;
            }

            var replaced = edits.Find(e => e.Tag == tag);
            edits.RemoveAll(e => e.Tag == tag);
            edits.Add(
                new()
                {
                    Tag = tag,
                    IsAdded = isAdded,
                    By = By,
                    At = At,
                    Batch = Batch,
                    Replaced = Shortened(replaced, MostReplaced),
                }
            );
            return true;
        }
    }

    private static Correction? Shortened(Correction? edit, int left) =>
        edit is null || left == 0 ? null : edit with { Replaced = Shortened(edit.Replaced, left - 1) };

    private static List<GivenFact> FactsOf(TagChange change)
    {
        List<GivenFact> facts = [];
        if (change.Rating is { } stars)
        {
            facts.Add(
                stars is >= -1 and <= 5
                    ? new(FactField.Rating, stars != 0, stars == 0 ? null : stars.ToString(CultureInfo.InvariantCulture))
                    : throw Refused("Stars are 1 to 5, 0 for none, or -1 for rejected.")
            );
        }

        if (change.IsFavourite is { } favourite)
        {
            facts.Add(new(FactField.Favourite, favourite, null));
        }

        if (change.Title is { } title)
        {
            var text = title.Trim().Normalize();
            facts.Add(
                text.Length <= MaxTitleLength && !text.Any(char.IsControl)
                    ? new(FactField.Title, text.Length > 0, text.Length > 0 ? text : null)
                    : throw Refused($"A title is up to {MaxTitleLength:N0} characters on one line.")
            );
        }

        return facts;
    }

    private static List<string> Names(IReadOnlyList<string> names) =>
        [
            .. names
                .Select(n => TagName.Normalize(n) is { Length: > 0 } normal ? normal : throw Refused("An empty name is no tag."))
                .Distinct(StringComparer.Ordinal),
        ];
}
