namespace ImageTagging.Rekognition.Signing;

/// <summary>The three headers that make a request signed (a session token is sent as it is).</summary>
internal readonly record struct RequestSignature(string Date, string ContentHash, string Authorization);
