using ImageTagging.Retry;
using ImageTagging.Tagging;

namespace ImageTagging.Running;

/// <summary>Remembers in the index which model version a tagger last answered with, where only an answer tells it.</summary>
internal sealed class ModelVersions(PipelineComponents parts, RetryPolicy retry)
{
    private readonly Dictionary<string, StateEntry> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    /// <summary>The versions by tagger.</summary>
    public IReadOnlyDictionary<string, string> Models => _models;

    /// <summary>Reads the versions.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var info in parts.Taggers.Select(t => t.Info).Where(i => i.ModelVersion is null))
        {
            var entry = await retry
                .ExecuteAsync(token => parts.Index.ReadStateAsync(NameOf(info.Name), token), cancellationToken)
                .ConfigureAwait(false);
            if (entry?.Value is { } version)
            {
                _read[info.Name] = entry;
                _models[info.Name] = version;
            }
        }
    }

    /// <summary>Keeps a version that an answer told; the run's plan stays by what was known before.</summary>
    public async ValueTask KeepAsync(IReadOnlyDictionary<string, string> answered, CancellationToken cancellationToken)
    {
        foreach (var (tagger, version) in answered)
        {
            var before = _read.GetValueOrDefault(tagger);
            if (!string.Equals(before?.Value, version, StringComparison.Ordinal))
            {
                // Whoever comes first has it; the other's answer was of the same time.
                var next = new StateEntry
                {
                    Name = NameOf(tagger),
                    Value = version,
                    Token = before?.Token,
                };
                await retry
                    .ExecuteAsync(token => parts.Index.TryWriteStateAsync(next, token), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static string NameOf(string tagger) => "models/" + tagger;
}
