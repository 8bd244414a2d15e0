using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Teaching;

/// <summary>A tag to learn of its examples.</summary>
internal sealed record TeachWish
{
    public string? Tag { get; init; }

    /// <summary>True if it is learned to see how good it is, and not kept.</summary>
    public bool Trial { get; init; }

    public string? By { get; init; }
}

internal sealed record UndoTeachingWish
{
    public string? Tag { get; init; }
}

internal sealed record TaughtTagView(
    string Tag,
    int Version,
    int Yes,
    int No,
    int Presumed,
    double Threshold,
    ShareView? Precision,
    ShareView? Recall,
    IReadOnlyList<string> Warnings,
    string By,
    DateTimeOffset At
);

internal sealed record ShareView(double Value, double Low, double High);

/// <param name="Tags">The taught tags that count.</param>
/// <param name="Applying">How many pictures were looked through while tags are brought into them; null where nothing is under way.</param>
/// <param name="Fault">Why the last time ended early; null where it did not.</param>
internal sealed record TaughtTagsAnswer(IReadOnlyList<TaughtTagView> Tags, long? Applying, string? Fault);

internal sealed record ReviewAnswer(IReadOnlyList<ReviewView> Pictures);

internal sealed record ReviewView(ImageView Picture, double? Confidence);
