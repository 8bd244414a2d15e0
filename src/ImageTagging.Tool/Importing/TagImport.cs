using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Importing;

/// <summary>
/// Writes tags from elsewhere onto pictures that the index has: as corrections of a person, or as the labels of a tagger. Each
/// write under the record's token, made again on what somebody else wrote meanwhile; what is there already is not written.
/// </summary>
internal sealed class TagImport(ITagIndex index, Vocabulary vocabulary, TimeProvider time, Action<ImportLine> refused)
{
    private const int Batch = 500;
    private const long BatchBytes = 1 << 20;
    private const int MostRounds = 20;

    // "import" in hex: labels of other settings under the same name are a real tagger's.
    private static readonly TaggerFingerprint s_asked = new("696d706f7274", 0, 0);

    public long Lines { get; private set; }

    /// <summary>Pictures, each counted once.</summary>
    public long Changed { get; private set; }

    /// <summary>Lines that said nothing new of their picture.</summary>
    public long Unchanged { get; private set; }

    public long Conflicts { get; private set; }

    public long Missing { get; private set; }

    public long Faulty { get; private set; }

    /// <summary>True if anything was written, or may have been when it was interrupted.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Imports as corrections, which one batch undoes.</summary>
    public Task CorrectAsync(IAsyncEnumerable<ImportLine> lines, string by, string batch, CancellationToken cancellationToken)
    {
        var at = Now();
        var person = TagCorrections.Person(by);
        return ImportAsync(
            lines,
            new(
                (record, line) =>
                {
                    var change = new TagChange
                    {
                        Add = [.. line.Tags.Select(t => t.Name).Where(name => !Has(record, name))],
                        By = line.By ?? person,
                    };
                    return change.Add.Count > 0 ? TagCorrections.Apply(record, change, vocabulary, batch, at) : record;
                },
                record => record.Edits.Any(e => e.Batch == batch)
            ),
            cancellationToken
        );
    }

    /// <summary>
    /// Imports as the labels of a tagger; labels of the same name are replaced, others stay. Of what one file says more than once,
    /// now or in an import before, the highest confidence counts: so the same file again changes nothing, however it is cut.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="file">What the file is known by; the labels keep it as what they came from.</param>
    /// <param name="cancellationToken">Ends the import behind a batch.</param>
    public Task LabelAsync(IAsyncEnumerable<ImportLine> lines, string tagger, string file, CancellationToken cancellationToken)
    {
        var at = Now();
        return ImportAsync(
            lines,
            new(
                (record, line) =>
                {
                    var there = record.Taggers.FirstOrDefault(t => t.Name == tagger);
                    if (there is { Fingerprint: { } asked } && asked != s_asked)
                    {
                        return null;
                    }

                    var state = LabelMerge.Of(there, line.Tags, file);
                    return ReferenceEquals(state, there)
                        ? record
                        : record with
                        {
                            Taggers =
                            [
                                .. record
                                    .Taggers.Where(t => t.Name != tagger)
                                    .Append(state with { Name = tagger, Fingerprint = s_asked, TaggedAt = at })
                                    .OrderBy(t => t.Name, StringComparer.Ordinal),
                            ],
                        };
                },
                record => record.Taggers.Any(t => t.Name == tagger && t.TaggedAt == at && t.ModelVersion == file)
            ),
            cancellationToken
        );
    }

    private async Task ImportAsync(IAsyncEnumerable<ImportLine> lines, Change change, CancellationToken cancellationToken)
    {
        var bytes = 0L;
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
            bytes += line.Bytes;
            if (batch.Count == Batch || bytes > BatchBytes)
            {
                await WriteAsync(batch, sources, change, cancellationToken).ConfigureAwait(false);
                batch.Clear();
                bytes = 0;
            }
        }

        await WriteAsync(batch, sources, change, cancellationToken).ConfigureAwait(false);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(
        List<ImportLine> lines,
        IReadOnlyList<string> sources,
        Change change,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (toDo, said) = await FindAsync(lines, sources, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < MostRounds && toDo.Count > 0; round++)
        {
            var writes = new List<(RecordWrite Write, bool IsFirst, int Nothing)>();
            foreach (var record in toDo)
            {
                VocabularyCheck.Holds(record, vocabulary);
            }

            foreach (var record in toDo)
            {
                var (changed, nothing) = Apply(change, record, said[record.Name]);
                if (changed is null)
                {
                    Conflicts++;
                    refused(said[record.Name][0] with { Fault = "The tagger's own labels are there; choose another name." });
                }
                else if (ReferenceEquals(changed, record))
                {
                    Unchanged += nothing;
                }
                else
                {
                    var write = RecordWrite.Replace(vocabulary.Project(changed), record.Token!);
                    writes.Add((write, !change.WasMade(record), nothing));
                }
            }

            HasWritten |= writes.Count > 0;
            var results =
                writes.Count == 0
                    ? []
                    : await index.WriteAsync(writes.ConvertAll(w => w.Write), cancellationToken).ConfigureAwait(false);
            var lost = new List<ImageName>();
            for (var i = 0; i < results.Count; i++)
            {
                switch (results[i].Outcome)
                {
                    case WriteOutcome.Written:
                        // Lines of one picture stand far apart as well.
                        Changed += writes[i].IsFirst ? 1 : 0;
                        Unchanged += writes[i].Nothing;
                        break;
                    case WriteOutcome.Conflict:
                        lost.Add(writes[i].Write.Name);
                        break;
                    default:
                        Conflicts++;
                        refused(
                            said[writes[i].Write.Name][0] with
                            {
                                Fault = results[i].Message ?? "The index refused the record.",
                            }
                        );
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

    // What the picture has, whoever said it, is nothing to correct: an export that comes back changes nothing.
    private static bool Has(ImageRecord record, string name)
    {
        var tag = TagName.Normalize(name);
        return record.Tags.Any(t => string.Equals(t.Name, tag, StringComparison.Ordinal));
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static (ImageRecord? Record, int Nothing) Apply(Change change, ImageRecord record, List<ImportLine> said)
    {
        var (changed, nothing) = (record, 0);
        foreach (var line in said)
        {
            if (change.Of(changed, line) is not { } next)
            {
                return (null, 0);
            }

            nothing += ReferenceEquals(next, changed) ? 1 : 0;
            changed = next;
        }

        return (changed, nothing);
    }

    /// <summary>The change of a record by a line.</summary>
    /// <param name="Of">The record with what the line says, itself where it says nothing new, null where it may not be changed.</param>
    /// <param name="WasMade">Whether this import has changed the record before.</param>
    private sealed record Change(Func<ImageRecord, ImportLine, ImageRecord?> Of, Func<ImageRecord, bool> WasMade);
}
