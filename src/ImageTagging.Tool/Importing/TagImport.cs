using ImageTagging.Correcting;
using ImageTagging.Tool.Setup;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tool.Importing;

/// <summary>
/// Writes tags from elsewhere onto pictures that the index has: as corrections of a person, or as the labels of a tagger. Each
/// write under the record's token, made again on what somebody else wrote meanwhile; what is there already is not written.
/// </summary>
internal sealed class TagImport(ITagIndex index, Vocabulary vocabulary, TimeProvider time, Action<ImportLine> refused)
{
    private const int Batch = 500;
    private const int MostRounds = 20;

    // "import" in hex: labels of other settings under the same name are a real tagger's.
    private static readonly TaggerFingerprint s_asked = new("696d706f7274", 0, 0);

    public long Lines { get; private set; }

    public long Changed { get; private set; }

    public long Unchanged { get; private set; }

    public long Conflicts { get; private set; }

    public long Missing { get; private set; }

    public long Faulty { get; private set; }

    /// <summary>Imports as corrections, which one batch undoes.</summary>
    public Task CorrectAsync(IAsyncEnumerable<ImportLine> lines, string by, string batch, CancellationToken cancellationToken)
    {
        var at = Now();
        return ImportAsync(
            lines,
            (record, said) =>
            {
                foreach (var line in said)
                {
                    var change = new TagChange { Add = [.. line.Tags.Select(t => t.Name)], By = line.By ?? by };
                    if (
                        change.Add.Count > 0
                        && CorrectionEdit.Of(change, vocabulary, batch, at).ApplyTo(record, vocabulary) is { } edits
                    )
                    {
                        record = RecordProjector.Project(record with { Edits = edits }, vocabulary);
                    }
                }

                return record;
            },
            cancellationToken
        );
    }

    /// <summary>Imports as the labels of a tagger; labels of the same name are replaced, others stay.</summary>
    public Task LabelAsync(IAsyncEnumerable<ImportLine> lines, string tagger, CancellationToken cancellationToken)
    {
        var at = Now();
        return ImportAsync(
            lines,
            (record, said) =>
            {
                var there = record.Taggers.FirstOrDefault(t => t.Name == tagger);
                if (there is { Fingerprint: { } asked } && asked != s_asked)
                {
                    return null;
                }

                var labels = new SortedDictionary<string, ImageLabel>(StringComparer.Ordinal);
                foreach (var label in (there?.Labels ?? []).Concat(said.SelectMany(l => l.Tags)))
                {
                    labels[label.Name] = label;
                }

                if (there is not null && there.Labels.SequenceEqual(labels.Values, SameLabel.Instance))
                {
                    return record;
                }

                var state = new TaggerState
                {
                    Name = tagger,
                    Fingerprint = s_asked,
                    Labels = [.. labels.Values],
                    TaggedAt = at,
                };
                TaggerState[] taggers =
                [
                    .. record.Taggers.Where(t => t.Name != tagger).Append(state).OrderBy(t => t.Name, StringComparer.Ordinal),
                ];
                return RecordProjector.Project(record with { Taggers = taggers }, vocabulary);
            },
            cancellationToken
        );
    }

    private async Task ImportAsync(
        IAsyncEnumerable<ImportLine> lines,
        Func<ImageRecord, IReadOnlyList<ImportLine>, ImageRecord?> change,
        CancellationToken cancellationToken
    )
    {
        var sources = await ImageLookup.SourcesAsync(index, cancellationToken).ConfigureAwait(false);
        var batch = new List<ImportLine>(Batch);
        await foreach (var line in lines.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Lines++;
            if (line.Fault is not null)
            {
                Faulty++;
                refused(line);
                continue;
            }

            batch.Add(line);
            if (batch.Count == Batch)
            {
                await WriteAsync(batch, sources, change, cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
        }

        await WriteAsync(batch, sources, change, cancellationToken).ConfigureAwait(false);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(
        List<ImportLine> lines,
        IReadOnlyList<string> sources,
        Func<ImageRecord, IReadOnlyList<ImportLine>, ImageRecord?> change,
        CancellationToken cancellationToken
    )
    {
        var (toDo, said) = await FindAsync(lines, sources, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < MostRounds && toDo.Count > 0; round++)
        {
            var writes = new List<RecordWrite>();
            foreach (var record in toDo)
            {
                if (change(record, said[record.Name]) is not { } changed)
                {
                    Conflicts++;
                    refused(said[record.Name][0] with { Fault = "The tagger's own labels are there; choose another name." });
                }
                else if (ReferenceEquals(changed, record))
                {
                    Unchanged++;
                }
                else
                {
                    writes.Add(RecordWrite.Replace(changed, record.Token!));
                }
            }

            var results = writes.Count == 0 ? [] : await index.WriteAsync(writes, cancellationToken).ConfigureAwait(false);
            var lost = new List<ImageName>();
            for (var i = 0; i < results.Count; i++)
            {
                switch (results[i].Outcome)
                {
                    case WriteOutcome.Written:
                        Changed++;
                        break;
                    case WriteOutcome.Conflict:
                        lost.Add(writes[i].Name);
                        break;
                    default:
                        Conflicts++;
                        refused(said[writes[i].Name][0] with { Fault = results[i].Message ?? "The index refused the record." });
                        break;
                }
            }

            toDo =
                lost.Count == 0
                    ? []
                    : [.. (await index.GetManyAsync(lost, cancellationToken).ConfigureAwait(false)).OfType<ImageRecord>()];
        }

        foreach (var record in toDo)
        {
            Conflicts++;
            refused(said[record.Name][0] with { Fault = "Others kept changing the picture." });
        }
    }

    private async Task<(List<ImageRecord> Records, Dictionary<ImageName, List<ImportLine>> Said)> FindAsync(
        List<ImportLine> lines,
        IReadOnlyList<string> sources,
        CancellationToken cancellationToken
    )
    {
        var candidates = lines.ConvertAll(l =>
            l.Source is { } source ? [new(source, l.Image)] : ImageLookup.Candidates(l.Image, sources).Distinct().ToArray()
        );
        ImageName[] names = [.. candidates.SelectMany(c => c).Distinct()];
        var found = (await index.GetManyAsync(names, cancellationToken).ConfigureAwait(false))
            .OfType<ImageRecord>()
            .ToDictionary(r => r.Name);
        var said = new Dictionary<ImageName, List<ImportLine>>();
        for (var i = 0; i < lines.Count; i++)
        {
            var there = candidates[i].Where(found.ContainsKey).ToArray();
            if (there is not [var name])
            {
                Missing++;
                refused(
                    lines[i] with
                    {
                        Fault = there.Length == 0 ? "The index has no such picture." : "Several sources have such a picture.",
                    }
                );
                continue;
            }

            (said.TryGetValue(name, out var more) ? more : said[name] = []).Add(lines[i]);
        }

        return ([.. said.Keys.Select(n => found[n])], said);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed class SameLabel : IEqualityComparer<ImageLabel>
    {
        public static SameLabel Instance { get; } = new();

        public bool Equals(ImageLabel? x, ImageLabel? y) =>
            x?.Confidence.Equals(y?.Confidence) == true && string.Equals(x.Name, y?.Name, StringComparison.Ordinal);

        public int GetHashCode(ImageLabel obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
