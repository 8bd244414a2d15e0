namespace ImageTagging.Testing.Rekognition;

/// <summary>Why the double refuses a request.</summary>
internal sealed record RekognitionRefusal(int Status, string Code, string Message);
