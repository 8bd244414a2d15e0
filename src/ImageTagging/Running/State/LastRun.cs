using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Running;

/// <summary>The last run on an index, kept as named state so that every process sees it.</summary>
internal sealed record LastRun
{
    public const string StateName = "runs/last";

    private const int Turns = 5;
    private const int MaxMessage = 1000;

    public string? RunId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How it ended; null where a fault came before it began.</summary>
    public RunEnd? End { get; init; }

    /// <summary>The fault's code; null where none ended it.</summary>
    public string? Code { get; init; }

    /// <summary>The fault's sentence; null where none ended it.</summary>
    public string? Message { get; init; }

    public RunCounts Counts { get; init; } = new();

    public static LastRun Of(RunReport report) =>
        new()
        {
            RunId = report.RunId,
            StartedAt = report.StartedAt,
            EndedAt = report.StartedAt + report.Duration,
            End = report.End,
            Code = report.Fault?.Code,
            Message = Short(report.Fault?.Message),
            Counts = report.Counts,
        };

    public static LastRun Of(Exception fault, DateTimeOffset startedAt, DateTimeOffset endedAt) =>
        new()
        {
            StartedAt = startedAt,
            EndedAt = endedAt,
            Code = (fault as ImageTaggingException)?.Code ?? fault.GetType().Name,
            Message = Short(fault.Message),
        };

    private static string? Short(string? message) => message is { Length: > MaxMessage } ? message[..MaxMessage] : message;

    public static async ValueTask<LastRun?> ReadAsync(ITagIndex index, CancellationToken cancellationToken) =>
        Read(await index.ReadStateAsync(StateName, cancellationToken).ConfigureAwait(false));

    private static LastRun? Read(StateEntry? stored)
    {
        try
        {
            var last = stored?.Value is null ? null : JsonSerializer.Deserialize(stored.Value, LastRunJson.Default.LastRun);
            return last is { Counts: not null } ? last : null;
        }
        catch (JsonException)
        {
            // Written by a later version; it tells nothing to this one.
            return null;
        }
    }

    /// <summary>Keeps it, unless a run that ended later is kept already.</summary>
    public async ValueTask WriteAsync(ITagIndex index, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.Serialize(this, LastRunJson.Default.LastRun);
        for (var turn = 0; turn < Turns; turn++)
        {
            var stored = await index.ReadStateAsync(StateName, cancellationToken).ConfigureAwait(false);
            if (Read(stored)?.EndedAt > EndedAt)
            {
                return;
            }

            var next = new StateEntry
            {
                Name = StateName,
                Value = value,
                Token = stored?.Token,
            };
            if (await index.TryWriteStateAsync(next, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(LastRun))]
internal sealed partial class LastRunJson : JsonSerializerContext;
