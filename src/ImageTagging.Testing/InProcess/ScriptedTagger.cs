using System.Collections.Concurrent;

namespace ImageTagging.Testing;

/// <summary>A tagger that answers what it is told, in process, and counts what it is asked.</summary>
/// <remarks>Threads may share it, and answers may change while it works.</remarks>
public sealed class ScriptedTagger : ITagger
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ImageLabel>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ImageName> _calls = new();
    private readonly TimeProvider _time;

    /// <summary>A tagger with this description.</summary>
    /// <param name="info">What a pipeline is to know of it; null for a free tagger named <c>scripted</c>.</param>
    /// <param name="time">The clock of <see cref="Delay"/>; null for the system's.</param>
    public ScriptedTagger(TaggerInfo? info = null, TimeProvider? time = null)
    {
        Info = info ?? new() { Name = "scripted", Fingerprint = new("scripted", 0, 0) };
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc />
    public TaggerInfo Info { get; }

    /// <summary>The answer for pictures that have none of their own.</summary>
    /// <value>The default is no label.</value>
    public IReadOnlyList<ImageLabel> Otherwise { get; set; } = [];

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Asked before each answer; an exception to throw, or null.</summary>
    public Func<ImageToTag, Exception?>? FaultFor { get; set; }

    /// <summary>True if the picture's bytes are read, as a local model would.</summary>
    public bool AsksForBytes { get; set; }

    /// <summary>The pictures it was asked for, in the order of asking, each attempt.</summary>
    public IReadOnlyList<ImageName> Calls => [.. _calls];

    /// <summary>Tells the labels of a key; all with one confidence.</summary>
    /// <param name="key">The picture's key.</param>
    /// <param name="confidence">Percent, 0–100.</param>
    /// <param name="names">The labels' names.</param>
    /// <returns>This tagger.</returns>
    public ScriptedTagger Answer(string key, double confidence, params IEnumerable<string> names)
    {
        _answers[key] = [.. names.Select(n => new ImageLabel { Name = n, Confidence = confidence })];
        return this;
    }

    /// <summary>Tells the labels of a key.</summary>
    /// <param name="key">The picture's key.</param>
    /// <param name="labels">The labels.</param>
    /// <returns>This tagger.</returns>
    public ScriptedTagger Answer(string key, params IReadOnlyList<ImageLabel> labels)
    {
        _answers[key] = labels;
        return this;
    }

    /// <inheritdoc />
    public bool ReadsBytes(ImageToTag image) => AsksForBytes;

    /// <inheritdoc />
    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        _calls.Enqueue(image.Name);
        if (AsksForBytes)
        {
            await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, _time, cancellationToken).ConfigureAwait(false);
        }

        return FaultFor?.Invoke(image) is { } fault
            ? throw fault
            : new() { Labels = Info.Select(_answers.GetValueOrDefault(image.Listing.Key, Otherwise)) };
    }
}
