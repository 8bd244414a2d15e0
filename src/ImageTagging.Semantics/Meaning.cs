namespace ImageTagging.Semantics;

/// <summary>The meaning of a text to the model.</summary>
/// <param name="Vector">A vector of length one.</param>
/// <param name="IsPieced">Whether the model does not know the words, and read them by pieces.</param>
internal sealed record Meaning(ReadOnlyMemory<float> Vector, bool IsPieced);
