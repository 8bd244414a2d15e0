using System.Runtime.InteropServices;
using System.Text.Json;

namespace ImageTagging.Rekognition.Wire;

/// <summary>Names that answers repeat, made into text once. Bounded: a newer name takes an older one's place. Threads share it.</summary>
internal sealed class NamePool
{
    private const int Places = 8_192;
    private const int Longest = 64;
    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The text that the reader stands on.</summary>
    public LabelName Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.ValueSpan.Length > Longest)
        {
            return new() { Name = reader.GetString() ?? "" };
        }

        var bytes = reader.ValueSpan;
        ref var place = ref _entries[Hash(bytes) % Places];
        // One look: another thread may put its own name here at any time.
        if (place is { } known && bytes.SequenceEqual(known.Bytes))
        {
            return known.Name;
        }

        var name = new LabelName { Name = reader.GetString()! };
        place = new(bytes.ToArray(), name);
        return name;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (uint)bytes.Length;
        while (bytes.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(bytes)) * 0x9E3779B1;
            hash ^= hash >> 15;
            bytes = bytes[4..];
        }

        foreach (var one in bytes)
        {
            hash = (hash ^ one) * 0x01000193;
        }

        return hash ^ (hash >> 16);
    }

    private sealed record Entry(byte[] Bytes, LabelName Name);
}
