using System.Text.Json;
using ImageTagging.Indexing;

namespace ImageTagging.Benchmarks;

/// <summary>What holds for photographs, and what may hold, asked in the language of searches.</summary>
internal sealed class PhotographTruth
{
    private readonly Dictionary<TagQuery, (HashSet<string> Right, HashSet<string> Unsure)> _answers = [];
    private readonly Dictionary<string, (ImageRecord Yes, ImageRecord Maybe)> _photographs;

    private PhotographTruth(Dictionary<string, (ImageRecord Yes, ImageRecord Maybe)> photographs, IReadOnlyList<string> words) =>
        (_photographs, Words) = (photographs, words);

    /// <summary>The photographs, in the order of their names.</summary>
    public IReadOnlyList<string> Names => [.. _photographs.Keys.Order(StringComparer.Ordinal)];

    /// <summary>All words that were judged.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Reads the file, and <c>words.txt</c> beside it.</summary>
    public static PhotographTruth Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var words = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "words.txt")).Where(w => w.Length > 0);
        return new(
            document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Of(p.Name, p.Value), StringComparer.Ordinal),
            [.. words]
        );
    }

    /// <summary>The photographs for which a query surely holds.</summary>
    public HashSet<string> Right(TagQuery query) => Of(query).Right;

    /// <summary>Those for which it may hold.</summary>
    public HashSet<string> Unsure(TagQuery query) => Of(query).Unsure;

    private (HashSet<string> Right, HashSet<string> Unsure) Of(TagQuery query)
    {
        if (!_answers.TryGetValue(query, out var answer))
        {
            var right = _photographs.Where(p => QuerySemantics.Matches(query, p.Value.Yes)).Select(p => p.Key).ToHashSet();
            var unsure = _photographs.Where(p => QuerySemantics.Matches(query, p.Value.Maybe)).Select(p => p.Key).Except(right);
            _answers[query] = answer = (right, unsure.ToHashSet(StringComparer.Ordinal));
        }

        return answer;
    }

    private static (ImageRecord Yes, ImageRecord Maybe) Of(string name, JsonElement picture)
    {
        var yes = Words("yes");
        return (Record([.. yes]), Record([.. yes, .. Words("maybe")]));

        IEnumerable<string> Words(string member) => picture.GetProperty(member).EnumerateArray().Select(w => w.GetString()!);

        ImageRecord Record(string[] words) =>
            new()
            {
                Source = "truth",
                Key = name,
                Location = name,
                Size = 1,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Tags = [.. words.Order(StringComparer.Ordinal).Select(w => new Tag(w, Confidence.Full))],
            };
    }
}
