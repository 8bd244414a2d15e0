using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Watching;

/// <summary>
/// How many pictures of a source its watches marked as gone within the last hour. It is kept in the index too, so that a watch that
/// begins anew goes on counting where the one before ended.
/// </summary>
/// <remarks>Not for several threads; several watches may share what is kept.</remarks>
internal sealed class GoneWindow(ImageTaggingPipeline pipeline, string source, TimeProvider time)
{
    private const int Attempts = 20;
    private static readonly TimeSpan s_length = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly string _name = "watches/" + ImageId.Of(source, "");
    private readonly List<Marked> _own = [];
    private long _unkept;

    /// <summary>How many they are now.</summary>
    /// <exception cref="ImageTaggingException">The index can't be read.</exception>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        var kept = Read(await pipeline.ReadStateAsync(_name, cancellationToken).ConfigureAwait(false));
        _own.RemoveAll(m => time.GetElapsedTime(m.At) > s_length);
        // By the steady clock what this watch did, and by the wall clock what others did before.
        return Math.Max(_own.Sum(m => m.Count), kept.Sum(m => m.Count));
    }

    /// <summary>Counts pictures that were marked.</summary>
    /// <param name="count">How many.</param>
    /// <param name="contents">What they showed; empty where several were marked at once.</param>
    public void Add(long count, IReadOnlyList<ContentId> contents)
    {
        if (count > 0)
        {
            _own.Add(new(time.GetTimestamp(), count, contents));
            _unkept += count;
        }
    }

    /// <summary>A content appeared under another name: it was moved, not deleted.</summary>
    public void Reappeared(IReadOnlyList<ContentId> contents)
    {
        var moved = _own.FindIndex(m => ContentId.AnyEqual(m.Contents, contents));
        if (moved >= 0)
        {
            _own.RemoveAt(moved);
            _unkept--;
        }
    }

    /// <summary>Keeps what was counted. Where the index is away it is kept with what comes next.</summary>
    public async Task KeepAsync()
    {
        if (_unkept == 0)
        {
            return;
        }

        // Also where the watch was told to end.
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            for (var attempt = 0; attempt < Attempts && _unkept != 0; attempt++)
            {
                var entry = await pipeline.Index.ReadStateAsync(_name, patience.Token).ConfigureAwait(false);
                if (await pipeline.Index.TryWriteStateAsync(Next(entry), patience.Token).ConfigureAwait(false))
                {
                    _unkept = 0;
                }
            }
        }
        catch (Exception fault) when (fault is ImageTaggingException or OperationCanceledException)
        {
            // This watch has it in mind.
        }
    }

    private StateEntry Next(StateEntry? entry)
    {
        var kept = Read(entry);
        if (_unkept > 0)
        {
            kept.Add(new(time.GetUtcNow(), _unkept));
        }

        // What is taken back was counted last, most likely.
        for (var back = -_unkept; back > 0 && kept.Count > 0; )
        {
            var last = kept[^1];
            kept.RemoveAt(kept.Count - 1);
            if (last.Count > back)
            {
                kept.Add(last with { Count = last.Count - back });
            }

            back -= last.Count;
        }

        return new()
        {
            Name = _name,
            Value = kept.Count == 0 ? null : JsonSerializer.Serialize(new GoneSheet(source, kept), GoneJson.Default.GoneSheet),
            Token = entry?.Token,
        };
    }

    // What is of another form, or from ahead of our clock, is counted as little as what is long ago: it says nothing of this hour.
    private List<GoneAtOnce> Read(StateEntry? entry)
    {
        try
        {
            var now = time.GetUtcNow();
            var sheet = entry?.Value is { } json ? JsonSerializer.Deserialize(json, GoneJson.Default.GoneSheet) : null;
            return [.. (sheet?.Gone ?? []).Where(g => (now - g.At).Duration() <= s_length)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private readonly record struct Marked(long At, long Count, IReadOnlyList<ContentId> Contents);
}

/// <summary>The stored state of a source's watches.</summary>
/// <param name="Source">The source's name, for people who read the entry.</param>
/// <param name="Gone">The pictures that were marked as gone lately.</param>
internal sealed record GoneSheet(string Source, IReadOnlyList<GoneAtOnce> Gone);

/// <summary>Pictures that were marked as gone in one step.</summary>
internal sealed record GoneAtOnce(DateTimeOffset At, long Count);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(GoneSheet))]
internal sealed partial class GoneJson : JsonSerializerContext;
