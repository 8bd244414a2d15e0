namespace ImageTagging.Tool.Output;

/// <summary>Progress that is told where it happens, not later on another thread.</summary>
internal sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    /// <inheritdoc />
    public void Report(T value) => tell(value);
}
