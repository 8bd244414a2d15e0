using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Duplicates;

/// <summary>The signature of each picture that is compared: some ninety bytes, by number.</summary>
internal sealed class Signatures
{
    /// <summary>Signs of an embedding that are kept.</summary>
    public const int Signs = 512;

    public const int Words = Signs / 64;

    private readonly List<ulong> _signs = [];
    private readonly List<ulong> _looks = [];
    private readonly List<ushort> _spaces = [];
    private readonly List<ulong> _contents = [];
    private readonly List<ulong> _names = [];
    private readonly List<long> _times = [];
    private readonly List<float> _shapes = [];
    private readonly Dictionary<(string, int), ushort> _spaceNumbers = [];
    private readonly List<int> _dimensions = [1];

    public int Count => _names.Count;

    /// <summary>Adds a picture.</summary>
    public void Add(ImageRecord record)
    {
        _names.Add(NameOf(record.Name));
        _looks.Add(record.Look?.Bits ?? ulong.MaxValue);
        _contents.Add(record.Contents is [var content, ..] ? Hash(content.Text) : 0);
        _times.Add(DuplicateFinder.TakenAt(record).ToUnixTimeMilliseconds());
        _shapes.Add(record is { Width: > 0 and var width, Height: > 0 and var height } ? (float)width / height : 0);
        var embedding = record.Taggers.Select(t => t.Embedding).FirstOrDefault(e => e is not null);
        _spaces.Add(embedding is null ? (ushort)0 : SpaceOf(embedding));
        Span<ulong> bits = stackalloc ulong[Words];
        bits.Clear();
        if (embedding is not null)
        {
            Span<float> vector = stackalloc float[Embedding.MaxDimensions];
            vector = vector[..embedding.Dimensions];
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] = embedding.Components[i];
            }

            Rotation.Turn(vector);
            for (var i = 0; i < Math.Min(Signs, vector.Length); i++)
            {
                bits[i / 64] |= vector[i] > 0 ? 1UL << (i % 64) : 0;
            }
        }

        foreach (var word in bits)
        {
            _signs.Add(word);
        }
    }

    public ulong Name(int number) => _names[number];

    /// <summary>64 bits that stand for a name, so that no text is kept.</summary>
    public static ulong NameOf(ImageName name) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name.Source + "\n" + name.Key)));

    /// <summary>The bytes' hash; 0 where it is not known.</summary>
    public ulong Content(int number) => _contents[number];

    public long Time(int number) => _times[number];

    public bool HasLook(int number) => _looks[number] != ulong.MaxValue;

    public PerceptualHash Look(int number) => new(_looks[number]);

    /// <summary>The space of the embedding; 0 where there is none.</summary>
    public int Space(int number) => _spaces[number];

    /// <summary>Sixteen signs.</summary>
    public int Band(int number, int band) => (int)(_signs[(number * Words) + (band / 4)] >> (band % 4 * 16) & 0xFFFF);

    /// <summary>How similar two embeddings of a space are, from the share of signs in which they differ.</summary>
    public double Similarity(int one, int other)
    {
        var signs = CollectionsMarshal.AsSpan(_signs);
        var left = signs.Slice(one * Words, Words);
        var right = signs.Slice(other * Words, Words);
        var differ = 0;
        for (var i = 0; i < Words; i++)
        {
            differ += BitOperations.PopCount(left[i] ^ right[i]);
        }

        return Math.Cos(Math.PI * differ / Math.Min(Signs, _dimensions[_spaces[one]]));
    }

    /// <summary>Tells if two pictures have about the same shape, turned by a quarter or not; true where one is not known.</summary>
    public bool AreAlikeInShape(int one, int other, bool isTurned)
    {
        var (left, right) = (_shapes[one], _shapes[other]);
        if (left == 0 || right == 0)
        {
            return true;
        }

        var ratio = isTurned ? left * right : left / right;
        return ratio is > 0.85f and < 1 / 0.85f;
    }

    private ushort SpaceOf(Embedding embedding)
    {
        if (
            !_spaceNumbers.TryGetValue((embedding.Space, embedding.Dimensions), out var number)
            && _dimensions.Count <= ushort.MaxValue
        )
        {
            number = (ushort)_dimensions.Count;
            _spaceNumbers.Add((embedding.Space, embedding.Dimensions), number);
            _dimensions.Add(embedding.Dimensions);
        }

        return number;
    }

    private static ulong Hash(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))) | 1;
}
