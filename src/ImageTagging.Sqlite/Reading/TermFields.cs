namespace ImageTagging.Sqlite.Reading;

/// <summary>The fields of terms: the facets' own, and flags. Stored; never renumbered.</summary>
internal static class TermFields
{
    public const byte Flag = 100;

    /// <summary>The fields by which queries look up facts of photographs.</summary>
    public const byte Fact = 101;

    /// <summary>Every image.</summary>
    public const string All = "all";
    public const string Untagged = "untagged";
    public const string Failed = "failed";
    public const string Edited = "edited";

    public static byte Of(FacetField field) =>
        field switch
        {
            FacetField.Tag => 0,
            FacetField.Category => 1,
            FacetField.Source => 2,
            FacetField.Month => 3,
            FacetField.Status => 4,
            FacetField.Alias => 5,
            FacetField.Parent => 6,
            FacetField.TakenYear => 7,
            FacetField.TakenMonth => 8,
            FacetField.Camera => 9,
            FacetField.Lens => 10,
            FacetField.Person => 11,
            FacetField.Folder => 12,
            FacetField.Rating => 13,
            FacetField.Iso => 14,
            FacetField.Place => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };

    /// <summary>The term that images which are there, or gone, have for an id.</summary>
    public static int Term(int id, bool isGone) => id * 2 + (isGone ? 1 : 0);
}
