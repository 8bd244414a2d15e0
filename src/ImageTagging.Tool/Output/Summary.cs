using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>The last words of <c>index</c>, <c>plan</c> and <c>prune</c>, for people and as JSON.</summary>
internal static class Summary
{
    public static void Write(
        ToolOutput output,
        RunCounts counts,
        IReadOnlyDictionary<ExclusionKind, long> excluded,
        TimeSpan duration,
        string index,
        RunEnd? end = null,
        IReadOnlyDictionary<string, long>? failedBy = null
    )
    {
        output.Object(
            "summary",
            w =>
            {
                Write(w, counts, duration, index, end);
                Excluded(w, excluded);
                Failed(w, failedBy);
            }
        );
    }

    public static void Write(Utf8JsonWriter w, RunCounts counts, TimeSpan duration, string index, RunEnd? end)
    {
        Members(w, counts);
        w.WriteNumber("seconds", Math.Round(duration.TotalSeconds, 3));
        w.WriteString("index", index);
        if (end is { } reason)
        {
            w.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()));
        }
    }

    public static void Members(Utf8JsonWriter w, RunCounts counts)
    {
        foreach (var (name, value) in Integers(counts))
        {
            w.WriteNumber(name, value);
        }

        w.WritePlain("unsavedCost", counts.UnsavedCost);
        w.WritePlain("cost", counts.Cost);
    }

    /// <summary>The calls of a tagger that were saved.</summary>
    public static void Saved(Utf8JsonWriter w, TaggerUse use)
    {
        w.WriteNumber("nearDuplicates", use.NearDuplicates);
        w.WriteNumber("passedOver", use.PassedOver);
    }

    /// <summary>The calls of a tagger that were saved, in words that follow others; nothing where none was.</summary>
    public static string Saved(TaggerUse use) =>
        (use.NearDuplicates > 0 ? $"; {Number(use.NearDuplicates)} served by a near duplicate's answer" : "")
        + (use.PassedOver > 0 ? $"; {Number(use.PassedOver)} not among those of --only-where" : "");

    /// <summary>The files that sources left out or did not take, by kind.</summary>
    public static void Excluded(Utf8JsonWriter w, IReadOnlyDictionary<ExclusionKind, long> excluded)
    {
        w.WriteStartObject("excluded");
        foreach (var (kind, count) in excluded)
        {
            w.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), count);
        }

        w.WriteEndObject();
    }

    /// <summary>Pictures that failed, by code; nothing where none did.</summary>
    public static void Failed(Utf8JsonWriter w, IReadOnlyDictionary<string, long>? failedBy)
    {
        if (failedBy is not { Count: > 0 })
        {
            return;
        }

        w.WriteStartObject("failedBy");
        foreach (var (code, count) in failedBy)
        {
            w.WriteNumber(code, count);
        }

        w.WriteEndObject();
    }

    /// <summary>The files that sources left out or did not take, and those that nothing here can show, in words; nothing is passed over in silence.</summary>
    public static void NotTaken(
        ToolOutput output,
        IReadOnlyDictionary<ExclusionKind, long> excluded,
        IReadOnlyDictionary<string, long>? failedBy = null
    )
    {
        var words = string.Join(
            ", ",
            excluded
                .Where(e => e.Value > 0)
                .OrderBy(e => e.Key)
                .Select(e => Number(e.Value) + " " + Words(e.Key, e.Value))
                .Concat(
                    (failedBy ?? new Dictionary<string, long>())
                        .Select(f => (Words: Words(f.Key, f.Value), f.Value))
                        .Where(f => f.Words is not null)
                        .GroupBy(f => f.Words)
                        .Select(f => Number(f.Sum(x => x.Value)) + " " + f.Key)
                )
        );
        if (words.Length > 0)
        {
            output.Line("Not taken: " + words);
        }
    }

    // Files that another try does not help; what may pass is told among what failed.
    private static string? Words(string code, long count) =>
        code switch
        {
            ErrorCodes.RawWithoutPreview => count == 1 ? "raw file without a preview" : "raw files without a preview",
            ErrorCodes.HeicDecoderMissing => count == 1 ? "HEIC without a decoder" : "HEICs without a decoder",
            ErrorCodes.FfmpegMissing => count == 1
                ? "file that ffmpeg reads, which is not installed"
                : "files that ffmpeg reads, which is not installed",
            ErrorCodes.DecodeFailed => count == 1 ? "damaged or unknown picture" : "damaged or unknown pictures",
            ErrorCodes.Empty => count == 1 ? "empty file" : "empty files",
            "NotAPicture" => count == 1 ? "file that is no picture" : "files that are no pictures",
            ErrorCodes.TooManyBytes or ErrorCodes.TooMuchMemory or "TooManyPixels" => count == 1
                ? "picture that is too large"
                : "pictures that are too large",
            _ => null,
        };

    private static string Words(ExclusionKind kind, long count) =>
        kind switch
        {
            ExclusionKind.Hidden => "hidden",
            ExclusionKind.Thumbnails => "thumbnails of a device",
            ExclusionKind.Trash => "in the trash",
            ExclusionKind.Snapshots => "in snapshots",
            ExclusionKind.AppleDouble => "of macOS beside a file",
            ExclusionKind.Pattern => "by --exclude",
            ExclusionKind.IgnoreFile => "by the ignore file",
            ExclusionKind.Link => count == 1 ? "link" : "links",
            ExclusionKind.Video => count == 1 ? "video" : "videos",
            ExclusionKind.OtherPicture => count == 1 ? "picture of another kind" : "pictures of other kinds",
            ExclusionKind.Sidecar => count == 1 ? "file beside a picture" : "files beside pictures",
            _ => count == 1 ? "other file" : "other files",
        };

    /// <summary>The numbers that are not zero, in words.</summary>
    public static string Words(RunCounts counts)
    {
        List<string> words = [Number(counts.Listed) + " listed"];
        Add(counts.New, "new");
        Add(counts.Changed, "changed");
        Add(counts.Stale, "stale");
        Add(counts.Due, "due again");
        Add(counts.Moved, "moved");
        Add(counts.Unchanged, "unchanged");
        Add(
            counts.Tagged,
            counts.Reused == 0 ? "tagged"
                : counts.Reused == counts.Tagged ? "tagged from stored labels"
                : $"tagged ({Number(counts.Reused)} of them from stored labels)"
        );
        Add(counts.Failed, "failed");
        Add(counts.Skipped, "skipped");
        Add(counts.Waiting, "failed before");
        Add(counts.Gone, "gone");
        Add(counts.Purged, "purged");
        Add(counts.Left, "left for another run");
        Add(counts.Unsaved, "not saved");
        Add(counts.Gaps, counts.Gaps == 1 ? "place not listed" : "places not listed");
        return string.Join(", ", words);

        void Add(long count, string what)
        {
            if (count > 0)
            {
                words.Add(Number(count) + " " + what);
            }
        }
    }

    /// <summary>The meaning of gaps.</summary>
    public static void Gaps(ToolOutput output, RunCounts counts)
    {
        if (counts.Gaps > 0)
        {
            output.Line("What could not be listed stays in the index as it was.");
        }
    }

    /// <summary>A listing without a picture looks like one in which nothing changed; so it is said.</summary>
    public static void Nothing(ToolOutput output, RunCounts counts)
    {
        if (counts is not { Listed: 0, Gaps: 0 })
        {
            return;
        }

        const string Sentence = "No picture was listed. Are the source's name, --prefix, --suffix and --exclude right?";
        output.Object("note", w => w.WriteString("message", Sentence));
        output.Note(Sentence);
    }

    /// <summary>Which pictures are not tried, and what to do about it.</summary>
    public static void Waiting(ToolOutput output, RunCounts counts)
    {
        if (counts.Waiting > 0)
        {
            output.Note(
                $"{Number(counts.Waiting)} failed before and are not tried now: 'imagetag failures' says why and until when, 'imagetag failures --retry' has them tried."
            );
        }
    }

    public static string Money(decimal cost) => "$" + cost.ToString("0.00##", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, long Value)> Integers(RunCounts c) =>
        [
            ("listed", c.Listed),
            ("new", c.New),
            ("changed", c.Changed),
            ("stale", c.Stale),
            ("due", c.Due),
            ("waiting", c.Waiting),
            ("moved", c.Moved),
            ("gone", c.Gone),
            ("unchanged", c.Unchanged),
            ("tagged", c.Tagged),
            ("reused", c.Reused),
            ("failed", c.Failed),
            ("skipped", c.Skipped),
            ("left", c.Left),
            ("unsaved", c.Unsaved),
            ("purged", c.Purged),
            ("gaps", c.Gaps),
            ("paidCalls", c.PaidCalls),
            ("retries", c.Retries),
            ("throttles", c.Throttles),
        ];
}
