using System.Text.Json.Serialization;

namespace ImageTagging.Teaching;

/// <summary>How far taught tags are in the records.</summary>
/// <param name="Fingerprint">Of the book that is brought in.</param>
/// <param name="Source">Behind which record's source to go on; null for the beginning.</param>
/// <param name="Key">Behind which record's key to go on.</param>
/// <param name="IsDone">Whether all records have it.</param>
/// <param name="Seen">How many records were gone through until then.</param>
internal sealed record AppliedState(string Fingerprint, string? Source, string? Key, bool IsDone, long Seen = 0)
{
    public static readonly AppliedState Nothing = new("", null, null, IsDone: true);

    /// <summary>The content of the records is not known.</summary>
    public static readonly AppliedState Unknown = new("unknown", null, null, IsDone: false);

    [JsonIgnore]
    public ImageName? After => string.IsNullOrEmpty(Source) ? null : new(Source, Key ?? "");
}

/// <summary>The state's JSON, generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AppliedState))]
internal sealed partial class AppliedStateJson : JsonSerializerContext;
