namespace ImageTagging.Correcting;

/// <summary>A change of tags in its normal form, with its batch and time: what is done to one record.</summary>
/// <param name="Add">Tags to add.</param>
/// <param name="Remove">Tags to remove.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, in whole milliseconds.</param>
/// <param name="Batch">The batch.</param>
internal sealed record CorrectionEdit(
    IReadOnlyList<string> Add,
    IReadOnlyList<string> Remove,
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

    /// <exception cref="ImageTaggingException">The change cannot be made (code <c>ChangeRefused</c>).</exception>
    public static CorrectionEdit Of(TagChange change, Vocabulary vocabulary, string batch, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (add, remove) = (Names(change.Add), Names(change.Remove));
        if (add.Count + remove.Count == 0)
        {
            throw Refused("Nothing is to be added or removed.");
        }

        var both = add.Select(vocabulary.TagOf)
            .Intersect(remove.Select(vocabulary.TagOf), StringComparer.Ordinal)
            .FirstOrDefault();
        if (both is not null)
        {
            throw Refused($"'{both}' is to be added and removed at once.");
        }

        return new(add, remove, Person(change.By), at, batch) { IsJudgement = change.IsJudgement };
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

        return changed ? edits : null;

        bool Put(string tag, bool isAdded)
        {
            // The latest word on what becomes one tag counts, whichever of its names was written.
            var effective = vocabulary.TagOf(tag);
            var last = edits.FindLast(e => vocabulary.TagOf(e.Tag) == effective);
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

    private static List<string> Names(IReadOnlyList<string> names) =>
        [
            .. names
                .Select(n => TagName.Normalize(n) is { Length: > 0 } normal ? normal : throw Refused("An empty name is no tag."))
                .Distinct(StringComparer.Ordinal),
        ];
}
