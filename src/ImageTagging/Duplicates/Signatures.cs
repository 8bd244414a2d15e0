using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Indexing;

namespace ImageTagging.Duplicates;

/// <summary>The signature of each picture that is compared: 104 bytes, by number, in a temporary file.</summary>
internal sealed class Signatures : IDisposable
{
    /// <summary>Signs of an embedding that are kept.</summary>
    public const int Signs = 512;

    public const int Words = Signs / 64;

    private readonly MappedRows<Signature> _rows = new();
    private readonly Dictionary<(string, int), ushort> _spaceNumbers = [];
    private readonly List<int> _dimensions = [1];

    public int Count => _rows.Count;

    /// <summary>Adds a picture.</summary>
    /// <exception cref="IOException">There is no room on the disk of temporary files.</exception>
    public void Add(ImageRecord record)
    {
        var embedding = record.Taggers.Select(t => t.Embedding).FirstOrDefault(e => e is not null);
        var row = new Signature
        {
            Name = NameOf(record.Name),
            Look = record.Look?.Bits ?? ulong.MaxValue,
            Content = record.Contents is [var content, ..] ? Hash(content.Text) : 0,
            Time = DuplicateFinder.TakenAt(record).ToUnixTimeMilliseconds(),
            Clock = FactTerms.ClockOf(record),
            Shape = record is { Width: > 0 and var width, Height: > 0 and var height } ? (float)width / height : 0,
            Space = embedding is null ? (ushort)0 : SpaceOf(embedding),
        };
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
                row.Signs[i / 64] |= vector[i] > 0 ? 1UL << (i % 64) : 0;
            }
        }

        _rows.Add(row);
    }

    /// <summary>Ends the additions: now they can be read.</summary>
    public void Map() => _rows.Map();

    public ulong Name(int number) => _rows[number].Name;

    /// <summary>64 bits that stand for a name, so that no text is kept.</summary>
    public static ulong NameOf(ImageName name) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name.Source + "\n" + name.Key)));

    /// <summary>The bytes' hash; 0 where it is not known.</summary>
    public ulong Content(int number) => _rows[number].Content;

    /// <summary>The time between two pictures, in milliseconds; null where nothing measures it.</summary>
    public double? Between(int one, int other)
    {
        ref var left = ref _rows[one];
        ref var right = ref _rows[other];
        return left.Clock == right.Clock && left.Clock != SceneClock.None ? Math.Abs((double)left.Time - right.Time) : null;
    }

    /// <summary>True if it has a look, be it blank.</summary>
    public bool HasStoredLook(int number) => _rows[number].Look != ulong.MaxValue;

    /// <summary>True if its look tells of it.</summary>
    public bool HasLook(int number) => HasStoredLook(number) && !Look(number).IsBlank;

    public bool IsTaken(int number) => _rows[number].Clock == SceneClock.Taken;

    public PerceptualHash Look(int number) => new(_rows[number].Look);

    /// <summary>The space of the embedding; 0 where there is none.</summary>
    public int Space(int number) => _rows[number].Space;

    /// <summary>Sixteen signs.</summary>
    public int Band(int number, int band) => (int)(_rows[number].Signs[band / 4] >> (band % 4 * 16) & 0xFFFF);

    /// <summary>How similar two embeddings of a space are, from the share of signs in which they differ.</summary>
    public double Similarity(int one, int other)
    {
        ReadOnlySpan<ulong> left = _rows[one].Signs;
        ReadOnlySpan<ulong> right = _rows[other].Signs;
        var differ = 0;
        for (var i = 0; i < Words; i++)
        {
            differ += BitOperations.PopCount(left[i] ^ right[i]);
        }

        return Math.Cos(Math.PI * differ / Math.Min(Signs, _dimensions[_rows[one].Space]));
    }

    /// <summary>Tells if two pictures have about the same shape, turned by a quarter or not; true where one is not known.</summary>
    public bool AreAlikeInShape(int one, int other, bool isTurned)
    {
        var (left, right) = (_rows[one].Shape, _rows[other].Shape);
        if (left == 0 || right == 0)
        {
            return true;
        }

        var ratio = isTurned ? left * right : left / right;
        return ratio is > 0.85f and < 1 / 0.85f;
    }

    public void Dispose() => _rows.Dispose();

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
