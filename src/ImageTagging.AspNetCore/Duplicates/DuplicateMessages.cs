using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Duplicates;

/// <summary>Groups of pictures that are nearly the same.</summary>
/// <param name="Total">How many groups there are.</param>
/// <param name="Others">How many pictures beside the best of each.</param>
/// <param name="Groups">Those of the page.</param>
internal sealed record DuplicatesAnswer(int Total, int Others, IReadOnlyList<DuplicateGroupView> Groups);

/// <summary>A group, its best picture first.</summary>
internal sealed record DuplicateGroupView(string Kind, IReadOnlyList<ImageView> Pictures);

internal sealed record ApartRequest
{
    public IReadOnlyList<string?>? Ids { get; init; }
}
