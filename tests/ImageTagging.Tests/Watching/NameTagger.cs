namespace ImageTagging.Tests.Watching;

/// <summary>Says of every picture that it is one.</summary>
internal sealed class NameTagger : ITagger
{
    public TaggerInfo Info { get; } = new() { Name = "names", Fingerprint = new("1", 0, 0) };

    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new TaggerResult { Labels = [new() { Name = "picture", Confidence = 90 }] });
}
