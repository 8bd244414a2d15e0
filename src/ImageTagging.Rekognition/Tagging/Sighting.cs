namespace ImageTagging.Rekognition.Tagging;

/// <summary>Something seen once.</summary>
internal readonly record struct Sighting(string Name, double Confidence, RekognitionBox? Box, IReadOnlyList<string> Categories);
