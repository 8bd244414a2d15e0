namespace ImageTagging.Testing.Rekognition;

/// <summary>The rule of a value of a request.</summary>
internal abstract record Shape;

/// <summary>Members by name, some of them required.</summary>
internal sealed record StructureShape(IReadOnlyDictionary<string, Shape> Members, IReadOnlyList<string> Required) : Shape;

/// <summary>Values of one shape.</summary>
internal sealed record ListShape(Shape Member, int? Max = null, int? Min = null) : Shape;

/// <summary>A text with bounds on its length, a pattern or a list of values.</summary>
internal sealed record TextShape(int? Min = null, int? Max = null, string? Pattern = null, IReadOnlyList<string>? Values = null)
    : Shape;

/// <summary>A number with bounds.</summary>
internal sealed record NumberShape(bool IsInteger, double? Min = null, double? Max = null) : Shape;

/// <summary>Bytes in base64 with bounds on their number.</summary>
internal sealed record BlobShape(int? Min = null, int? Max = null) : Shape;
