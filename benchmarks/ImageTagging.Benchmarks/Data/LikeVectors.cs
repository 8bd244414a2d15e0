using System.Globalization;
using System.Numerics.Tensors;

namespace ImageTagging.Benchmarks;

/// <summary>
/// Seeded vectors as a network's last layer gives them of a store of photographs: all a little alike, subjects of very different
/// sizes, within them occasions, and bursts of nearly equal pictures. Any is made again from its number.
/// </summary>
internal sealed class LikeVectors(int count, int dimensions)
{
    private const int Subjects = 2_000;
    private const int Occasion = 40;
    private const int Burst = 4;
    private static readonly float[] s_normal = Normal(1 << 16);
    private readonly ZipfTags _subjects = new(Subjects);

    /// <summary>The tag of every hundredth.</summary>
    public const string Filter = "one of a hundred";

    public const string Space = "made/1";

    public int Count => count;

    public int Dimensions => dimensions;

    /// <summary>A picture's vector.</summary>
    public float[] Vector(int number)
    {
        var occasion = number / Occasion;
        var noise = new Noise(Noise.Mix((ulong)occasion ^ 0x6f6363UL));
        var vector = new float[dimensions];
        Add(vector, 1, 0.45f);
        Add(vector, 0x7375UL + (ulong)_subjects.Next(ref noise), 0.6f);
        Add(vector, 0x6f6363000000UL + (ulong)occasion, 0.45f);
        Add(vector, 0x627573740000UL + (ulong)(number / Burst), 0.6f);
        Add(vector, 0x706963000000UL + (ulong)number, 0.25f);
        for (var i = 0; i < vector.Length; i++)
        {
            // Little lies below 0, and the first components vary more than the last.
            vector[i] = (vector[i] < 0 ? 0.2f * vector[i] : vector[i]) / MathF.Sqrt(1 + (8f * i / dimensions));
        }

        return vector;
    }

    public ImageName Name(int number) => new("made", string.Create(CultureInfo.InvariantCulture, $"{number:0000000}.jpg"));

    public ImageRecord Record(int number, bool withVector = true)
    {
        var name = Name(number);
        var tag = number % 100 == 0 ? Filter : "picture";
        return new()
        {
            Source = name.Source,
            Key = name.Key,
            Location = "made:///" + name.Key,
            Size = 1_000_000 + number,
            ModifiedAt = MillionImages.Start.AddSeconds(number),
            ListedAt = MillionImages.Start,
            Taggers =
            [
                new()
                {
                    Name = "local",
                    Fingerprint = MillionImages.Fingerprint,
                    TaggedAt = MillionImages.Start,
                    Labels = [new() { Name = tag, Confidence = 90 }],
                    Embedding = withVector ? Embedding.FromVector(Space, Vector(number)) : null,
                },
            ],
            Tags = [new(tag, Confidence.Floor(90))],
        };
    }

    /// <summary>A picture to look for others like it, by its position among the searches.</summary>
    public int ExampleAt(int position) => (int)(Noise.Mix((ulong)position ^ 0x6578UL) % (ulong)count);

    /// <summary>What share of the 20 pictures that are most like an example, by exact numbers and with every one compared, an index finds.</summary>
    /// <param name="index">The index.</param>
    /// <param name="name">The name of a numbered picture in it.</param>
    /// <param name="examples">How many examples.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<double> RecallAsync(
        ITagIndex index,
        Func<int, ImageName> name,
        int examples,
        CancellationToken cancellationToken
    )
    {
        int[] numbers = [.. Enumerable.Range(0, examples).Select(ExampleAt)];
        float[][] targets = [.. numbers.Select(Vector)];
        PriorityQueue<int, float>[] best = [.. numbers.Select(_ => new PriorityQueue<int, float>())];
        for (var i = 0; i < count; i++)
        {
            var vector = Vector(i);
            for (var e = 0; e < numbers.Length; e++)
            {
                if (i != numbers[e])
                {
                    best[e].Enqueue(i, TensorPrimitives.CosineSimilarity(vector, targets[e]));
                    if (best[e].Count > 20)
                    {
                        _ = best[e].Dequeue();
                    }
                }
            }
        }

        var found = 0;
        for (var e = 0; e < numbers.Length; e++)
        {
            var request = new SearchRequest { Query = new EverythingQuery(), SimilarTo = SimilarTo.Images(name(numbers[e])) };
            var answer = await index.SearchAsync(request, cancellationToken);
            var nearest = best[e].UnorderedItems.Select(b => name(b.Element)).ToHashSet();
            found += answer.Hits.Count(h => nearest.Contains(h.Record.Name));
        }

        return found / (20.0 * numbers.Length);
    }

    private static void Add(float[] vector, ulong seed, float weight)
    {
        var noise = new Noise(seed);
        for (var from = 0; from < vector.Length; from += 32)
        {
            var at = noise.Next(s_normal.Length - 32);
            for (var i = from; i < Math.Min(vector.Length, from + 32); i++)
            {
                vector[i] += weight * s_normal[at + i - from];
            }
        }
    }

    private static float[] Normal(int size)
    {
        var noise = new Noise(0x6e6f726dUL);
        var numbers = new float[size];
        for (var i = 0; i < size; i++)
        {
            // Box and Muller.
            numbers[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - noise.NextDouble())) * Math.Cos(2 * Math.PI * noise.NextDouble()));
        }

        return numbers;
    }
}
