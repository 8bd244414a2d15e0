using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Teaching;

/// <summary>The taught tags that count, laid out to be asked of many pictures. Immutable.</summary>
internal sealed class TaughtBook
{
    /// <summary>Nothing was taught.</summary>
    public static readonly TaughtBook Empty = new([]);

    // Answers of taught tags are always those of the book: no question is narrower or wider.
    private static readonly TaggerFingerprint s_asked = new("taught", 0, 0);

    private readonly Shelf[] _shelves;

    public TaughtBook(IReadOnlyList<TaughtTag> tags)
    {
        Tags = tags;
        _shelves = [.. tags.GroupBy(t => (t.Space, t.Weights.Count)).Select(g => new Shelf(g.Key.Space, [.. g]))];
        var text = string.Join('\n', tags.Select(TaughtTagDocument.Write));
        Fingerprint = tags.Count == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    /// <summary>The tags, by name.</summary>
    public IReadOnlyList<TaughtTag> Tags { get; }

    /// <summary>A hash over all that decides the answers; empty where nothing was taught.</summary>
    public string Fingerprint { get; }

    /// <summary>The taught tags' labels of a picture, the surest first.</summary>
    public IReadOnlyList<ImageLabel> LabelsOf(ImageRecord record)
    {
        List<ImageLabel>? labels = null;
        foreach (var shelf in _shelves)
        {
            if (Example.VectorOf(record, shelf.Space, shelf.Dimensions) is { } embedding)
            {
                shelf.AddLabels(embedding, record, ref labels);
            }
        }

        labels?.Sort(
            static (a, b) => b.Confidence.CompareTo(a.Confidence) is var c and not 0 ? c : string.CompareOrdinal(a.Name, b.Name)
        );
        return labels ?? [];
    }

    /// <summary>The record with the tags' answer among its taggers'; the same instance where it is there already. Its tags are not projected.</summary>
    public ImageRecord With(ImageRecord record, DateTimeOffset now)
    {
        var labels = record.GoneAt is null ? LabelsOf(record) : [];
        var place = -1;
        for (var i = 0; i < record.Taggers.Count; i++)
        {
            place = record.Taggers[i].Name == TaughtTag.TaggerName ? i : place;
        }

        if (place < 0 ? labels.Count == 0 : labels.Count > 0 && AreSame(record.Taggers[place].Labels, labels))
        {
            return record;
        }

        var others = record.Taggers.Where((_, i) => i != place);
        return record with
        {
            Taggers =
                labels.Count == 0
                    ? [.. others]
                    :
                    [
                        .. others
                            .Append(
                                new()
                                {
                                    Name = TaughtTag.TaggerName,
                                    Fingerprint = s_asked,
                                    Labels = labels,
                                    TaggedAt = now,
                                }
                            )
                            .OrderBy(t => t.Name, StringComparer.Ordinal),
                    ],
        };
    }

    private static bool AreSame(IReadOnlyList<ImageLabel> left, IReadOnlyList<ImageLabel> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Name != right[i].Name || left[i].Confidence != right[i].Confidence)
            {
                return false;
            }
        }

        return true;
    }

    // The tags over vectors of one space and size.
    private sealed class Shelf
    {
        private readonly TaughtTag[] _tags;
        private readonly float[] _weights;
        private readonly double[] _least;
        private readonly Dictionary<string, List<(int Tag, float Weight)>> _labels = new(StringComparer.OrdinalIgnoreCase);

        public Shelf(string space, TaughtTag[] tags)
        {
            (Space, Dimensions, _tags) = (space, tags[0].Weights.Count, tags);
            _weights = new float[tags.Length * Dimensions];
            _least = new double[tags.Length];
            for (var i = 0; i < tags.Length; i++)
            {
                tags[i].Weights.ToArray().CopyTo(_weights, i * Dimensions);
                var share = Math.Clamp(tags[i].Threshold / 100, 1e-9, 1 - 1e-9);
                _least[i] = Math.Log(share / (1 - share));
                foreach (var (name, weight) in tags[i].LabelWeights)
                {
                    if (!_labels.TryGetValue(name, out var weights))
                    {
                        _labels[name] = weights = [];
                    }

                    weights.Add((i, weight));
                }
            }
        }

        public string Space { get; }

        public int Dimensions { get; }

        public void AddLabels(Embedding embedding, ImageRecord record, ref List<ImageLabel>? labels)
        {
            var buffer = ArrayPool<float>.Shared.Rent(Dimensions + _tags.Length);
            var vector = buffer.AsSpan(0, Dimensions);
            var odds = buffer.AsSpan(Dimensions, _tags.Length);
            Example.Fill(embedding, vector);
            var tag = 0;
            for (; tag + 4 <= _tags.Length; tag += 4)
            {
                (odds[tag], odds[tag + 1], odds[tag + 2], odds[tag + 3]) = Numerals.DotFour(
                    vector,
                    _weights.AsSpan(tag * Dimensions, 4 * Dimensions)
                );
            }

            for (; tag < _tags.Length; tag++)
            {
                odds[tag] = Numerals.Dot(vector, _weights.AsSpan(tag * Dimensions, Dimensions));
            }

            if (_labels.Count > 0)
            {
                foreach (var (name, share) in Example.LabelsOf(record))
                {
                    foreach (var (of, weight) in CollectionOf(name))
                    {
                        odds[of] += share * weight;
                    }
                }
            }

            for (var i = 0; i < _tags.Length; i++)
            {
                var sum = odds[i] + _tags[i].Bias;
                if (sum >= _least[i])
                {
                    labels ??= [];
                    labels.Add(new() { Name = _tags[i].Tag, Confidence = Math.Round(Numerals.Share(sum) * 100, 1) });
                }
            }

            ArrayPool<float>.Shared.Return(buffer);
        }

        private List<(int Tag, float Weight)> CollectionOf(string label) => _labels.GetValueOrDefault(label) ?? s_none;

        private static readonly List<(int Tag, float Weight)> s_none = [];
    }
}
