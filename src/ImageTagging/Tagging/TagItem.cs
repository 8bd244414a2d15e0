using ImageTagging.Planning;

namespace ImageTagging.Tagging;

/// <summary>A picture on its way through the line: what is known of it, what was answered, what went wrong.</summary>
internal sealed class TagItem(PlannedImage planned, IImageSource source, int taggers)
{
    /// <summary>Why it is here.</summary>
    public PlannedImage Planned => planned;

    /// <summary>The picture.</summary>
    public ImageListing Listing => planned.Listing;

    /// <summary>Its identity.</summary>
    public ImageName Name { get; } = new(source.Name, planned.Listing.Key);

    /// <summary>The record as it was read; null where there is none.</summary>
    public ImageRecord? Known { get; set; } = planned.Record;

    /// <summary>The known ids of the content so far.</summary>
    public IReadOnlyList<ContentId> Contents { get; set; } = planned.Listing.Contents;

    /// <summary>Each tagger's answer, called for or found; by the taggers' order.</summary>
    public TaggerState?[] Answers { get; } = new TaggerState?[taggers];

    /// <summary>Each tagger's failure.</summary>
    public ImageFailureReason?[] Failures { get; } = new ImageFailureReason?[taggers];

    /// <summary>Taggers whose labels are to be had still, by the taggers' order.</summary>
    public List<int> Needs { get; } = [];

    /// <summary>The record that the content was found under; null where none was.</summary>
    public LabelMatch? Origin { get; set; }

    /// <summary>Corrections by people of the same picture's other file, where that had a record of its own.</summary>
    public IReadOnlyList<Correction> InheritedEdits { get; set; } = [];

    /// <summary>Width, height and type, where a tagger or the codec told.</summary>
    public HeaderFacts Facts { get; set; }

    /// <summary>How many refreshes of the index had ended when its labels were last looked up.</summary>
    public long LookedUpAt { get; set; }

    /// <summary>Which taggers were called for it, by the taggers' order.</summary>
    public bool[] Called { get; } = new bool[taggers];

    /// <summary>Which answers are a near duplicate's, by the taggers' order.</summary>
    public bool[] Borrowed { get; } = new bool[taggers];

    /// <summary>The conditions under which taggers are not called for it, by the taggers' order; null for each that is.</summary>
    public string?[] PassedOver { get; } = new string?[taggers];

    /// <summary>The first tagger's word on what it could not read of it; null where all was read.</summary>
    public RunWarning? Warning { get; set; }

    /// <summary>Its claim on its contents while it is called for; null where it has none.</summary>
    public ContentClaim? Claim { get; set; }

    /// <summary>True if it counts among those called for and not yet acknowledged.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>True if taggers were called for it and what they said was not saved.</summary>
    public bool IsLost { get; set; }

    /// <summary>True if the budget or the run's end came before some call.</summary>
    public bool IsLeft { get; set; }

    /// <summary>True if there is something to write of it. One that came back is shown with what its record has, whatever it still needs.</summary>
    public bool IsWorthWriting =>
        Answers.Any(a => a is not null)
        || PassedOver.Any(c => c is not null)
        || Failures.Any(f => f is not null && FailurePolicy.IsKept(f.Kind))
        || (Needs.Count == 0 && Failures.All(f => f is null))
        || (Known is { } known && HasContentOf(known));

    /// <summary>When it was decided upon, in whole milliseconds.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Tells if a record shows the same bytes as the picture, as far as anything tells.</summary>
    public bool HasContentOf(ImageRecord record)
    {
        if (Hash(Contents) is { } ours && Hash(record.Contents) is { } theirs)
        {
            return ours == theirs;
        }

        return !Listing.DiffersFrom(record.Version, record.Size, record.ModifiedAt)
            || ContentId.AnyEqual(record.Contents, Contents);
    }

    /// <summary>Tells if a hash that nobody can forge says that the bytes are equal.</summary>
    public static bool AreSurelyEqual(IReadOnlyList<ContentId> left, IReadOnlyList<ContentId> right) =>
        Hash(left) is { } hash && hash == Hash(right);

    private static ContentId? Hash(IReadOnlyList<ContentId> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i].IsStrong)
            {
                return contents[i];
            }
        }

        return null;
    }
}

/// <summary>The facts of the picture's header.</summary>
internal readonly record struct HeaderFacts(int? Width, int? Height, string? MediaType, PerceptualHash? Look = null);
