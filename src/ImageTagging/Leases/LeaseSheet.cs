using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Leases;

/// <summary>A source's leases, as its one state entry keeps them.</summary>
internal sealed record LeaseSheet
{
    /// <summary>The source's name, for people who read the entry.</summary>
    public required string Source { get; init; }

    /// <summary>The leases.</summary>
    public IReadOnlyList<Lease> Leases { get; init; } = [];

    /// <summary>The name of a source's entry.</summary>
    public static string NameOf(string source) => "leases/" + ImageId.Of(source, "");

    /// <summary>Reads an entry; an unreadable one is an error that names it.</summary>
    public static LeaseSheet Of(string source, StateEntry? entry)
    {
        try
        {
            return entry?.Value is not { } json ? new() { Source = source }
                : JsonSerializer.Deserialize(json, LeaseJson.Default.LeaseSheet) is { } sheet && sheet.IsWhole() ? sheet
                : throw new JsonException("A member is missing.");
        }
        catch (JsonException fault)
        {
            throw new ImageTaggingException(
                $"The index's state entry '{NameOf(source)}' is not readable; delete it if no run is going on.",
                fault
            )
            {
                Code = ErrorCodes.LeaseUnreadable,
            };
        }
    }

    /// <summary>The entry to write; it deletes itself where no lease is left.</summary>
    public StateEntry ToEntry(string? token) =>
        new()
        {
            Name = NameOf(Source),
            Value = Leases.Count == 0 ? null : JsonSerializer.Serialize(this, LeaseJson.Default.LeaseSheet),
            Token = token,
        };

    // The serializer takes null for any member.
    private bool IsWhole() =>
        Source is not null && Leases is not null && Leases.All(l => l is { Id: not null, Owner: not null, From: not null });
}

/// <summary>A run's hold on a range of keys.</summary>
/// <param name="Id">The lease's id.</param>
/// <param name="Owner">The process, as <see cref="ProcessOwner"/> writes it.</param>
/// <param name="From">The range's first key.</param>
/// <param name="Before">The first key beyond it; null for none.</param>
/// <param name="Epoch">Counts the leases that this source has seen; a later lease has a higher one.</param>
/// <param name="Beat">Rises while the owner lives.</param>
internal sealed record Lease(string Id, string Owner, string From, string? Before, long Epoch, long Beat)
{
    /// <summary>The keys.</summary>
    [JsonIgnore]
    public KeyRange Range => new(From, Before);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LeaseSheet))]
internal sealed partial class LeaseJson : JsonSerializerContext;
