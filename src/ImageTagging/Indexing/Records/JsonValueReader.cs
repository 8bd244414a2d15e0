using System.Text.Json;

namespace ImageTagging.Indexing;

/// <summary>Reads one value where the reader stands on its first token, and leaves the reader on its last.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="reader">The reader.</param>
/// <returns>The value.</returns>
/// <exception cref="JsonException">The value is not of the form that is wanted.</exception>
public delegate T JsonValueReader<out T>(ref Utf8JsonReader reader);
