using System.Text.Json;
using System.Text.Json.Serialization;
using ImageTagging.Indexing;

namespace ImageTagging.Correcting;

/// <summary>How far a correction of a whole search is: named state, so that it goes on after an interruption.</summary>
internal sealed record BatchState
{
    /// <summary>Conflicts beyond these are not remembered over an interruption.</summary>
    public const int MostConflicts = 100;

    public required string Query { get; init; }

    public required IReadOnlyList<string> Add { get; init; }

    public required IReadOnlyList<string> Remove { get; init; }

    /// <summary>Stars, favourite and title to give, as <see cref="TextsOf"/> writes them.</summary>
    public IReadOnlyList<string[]> Facts { get; init; } = [];

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? AfterSource { get; init; }

    public string? AfterKey { get; init; }

    public long Changed { get; init; }

    public long Unchanged { get; init; }

    public IReadOnlyList<string[]> Conflicts { get; init; } = [];

    [JsonIgnore]
    public ImageName? After => AfterSource is null ? null : new(AfterSource, AfterKey ?? "");

    /// <summary>The entry's name for a batch.</summary>
    public static string NameOf(string batch) => "corrections/" + batch;

    public static BatchState? Parse(StateEntry? entry)
    {
        if (entry?.Value is not { } json)
        {
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(json, BatchStateJson.Default.BatchState) is { } state && state.IsWhole())
            {
                return state;
            }
        }
        catch (JsonException) { }

        throw new ImageTaggingException(
            $"The index's state entry '{entry.Name}' is not readable; delete it, and correct the pictures anew under another batch."
        )
        {
            Code = ErrorCodes.Unreadable,
        };
    }

    // The serializer takes null for any member.
    private bool IsWhole() =>
        Query is not null
        && By is not null
        && Add?.All(tag => tag is not null) == true
        && Remove?.All(tag => tag is not null) == true
        && Facts?.All(f => f is [not null, not null] or [not null, not null, not null]) == true
        && Conflicts?.All(c => c is [not null, not null]) == true;

    /// <summary>Tells if a second call asks for the same as the first.</summary>
    public bool IsSame(TagQuery query, CorrectionEdit edit) =>
        Query == TagQueryText.ToCanonical(query)
        && Add.SequenceEqual(edit.Add)
        && Remove.SequenceEqual(edit.Remove)
        && Texts(Facts).SequenceEqual(Texts(TextsOf(edit.Facts)))
        && By == edit.By;

    /// <summary>Facts as they are kept: the fact's word, whether it is given, and its value.</summary>
    public static IReadOnlyList<string[]> TextsOf(IReadOnlyList<GivenFact> facts) =>
        [
            .. facts.Select(f =>
                (string[])[FactTerms.Name(f.Field), f.IsThere ? "given" : "taken", .. f.Value is { } value ? new[] { value } : []]
            ),
        ];

    private static IEnumerable<string> Texts(IReadOnlyList<string[]> facts) => facts.Select(f => string.Join('\n', f));

    /// <summary>The state behind a page of records; conflicts as many as fit.</summary>
    public BatchState Behind(ImageName last, CorrectionTally tally) =>
        this with
        {
            AfterSource = last.Source,
            AfterKey = last.Key,
            Changed = tally.ChangedCount,
            Unchanged = tally.UnchangedCount,
            Conflicts = [.. tally.Conflicts.Take(MostConflicts).Select(n => (string[])[n.Source, n.Key])],
        };

    /// <summary>The value to store; where keys are so long that it is too large, without the conflicts.</summary>
    public string Write()
    {
        var text = JsonSerializer.Serialize(this, BatchStateJson.Default.BatchState);
        return text.Length * 3 <= StateLimits.MaxValueBytes || Conflicts.Count == 0
            ? text
            : (this with { Conflicts = [] }).Write();
    }
}

/// <summary>The state's JSON, generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BatchState))]
internal sealed partial class BatchStateJson : JsonSerializerContext;
