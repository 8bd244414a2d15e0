namespace ImageTagging.Rekognition.Tagging;

/// <summary>An answer, with what was learned on the way to it.</summary>
internal readonly record struct Sent<TResponse>(TResponse Answer, ImageFacts? Facts, bool IsListedContent);
