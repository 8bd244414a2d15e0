namespace ImageTagging;

/// <summary>Time spent in a step of a run.</summary>
/// <param name="Step">The step: <c>list</c>, <c>scan</c>, <c>look-up</c>, <c>read</c>, <c>tag</c>, <c>write</c>, or a tagger's name.</param>
/// <param name="Time">The time of all workers together.</param>
/// <param name="Count">How often.</param>
public sealed record StepTime(string Step, TimeSpan Time, long Count);
