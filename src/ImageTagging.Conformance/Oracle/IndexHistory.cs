namespace ImageTagging.Conformance;

/// <summary>A history of writes below one source, done to an index and to a plain model alike.</summary>
/// <param name="index">The index; other sources in it are left alone.</param>
/// <param name="source">The source; a history has it for itself.</param>
/// <param name="seed">The same seed gives the same history.</param>
/// <param name="cancellationToken">Ends every step.</param>
public sealed class IndexHistory(ITagIndex index, string source, int seed, CancellationToken cancellationToken)
{
    private readonly Random _random = new(seed);
    private readonly RecordGenerator _values = new(seed);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly List<string> _dead = ["never given"];
    private int _contents;

    /// <summary>The records that the index must hold of the source.</summary>
    public IndexOracle Model { get; } = new();

    private List<string> Keys => [.. _tokens.Keys.Order(StringComparer.Ordinal)];

    /// <summary>One random step.</summary>
    public async ValueTask StepAsync()
    {
        var keys = Keys;
        if (keys.Count < 4)
        {
            for (var i = 0; i < 6; i++)
            {
                await CreateAsync($"{_random.Next(40):00}.jpg", NextBytes());
            }

            return;
        }

        var (one, two) = (keys[_random.Next(keys.Count)], keys[_random.Next(keys.Count)]);
        switch (_random.Next(10))
        {
            case 0:
                await CreateAsync($"{_random.Next(40):00}.jpg", NextBytes());
                break;
            case 1:
                await ReplaceAsync(one, Record(one) with { Tags = _values.NextTags(), Size = _random.Next(10) });
                break;
            case 2:
                // Bytes of this history's own, so that no other record of the index holds them.
                await ReplaceAsync(
                    one,
                    _values.NextRecord(new(source, one)) with
                    {
                        Contents = [SampleRecords.Content(NextBytes())],
                        Previous = null,
                    }
                );
                break;
            case 3:
                await DeleteAsync(one);
                break;
            case 4:
                await CorrectAsync(one);
                break;
            case 5:
                await MoveAsync(one, $"moved {_random.Next(20):00}.jpg");
                break;
            case 6 when one != two:
                await SwapAsync(one, two);
                break;
            case 7:
                var from = _random.Next(keys.Count - 2);
                await ShiftAsync([.. keys.Skip(from).Take(_random.Next(2, 8))], NextBytes(), _random.Next(2) == 0);
                break;
            case 8:
                await ReplaceAsync(
                    one,
                    Record(one) with
                    {
                        GoneAt = Record(one).GoneAt is null ? SampleRecords.Start.AddDays(9) : null,
                    }
                );
                break;
            default:
                await ConflictAsync(one);
                break;
        }
    }

    /// <summary>Creates a record with these bytes; a conflict where its name is taken.</summary>
    public async ValueTask CreateAsync(string key, string bytes)
    {
        var record = _values.NextRecord(new(source, key)) with
        {
            Contents = [SampleRecords.Content(bytes)],
            Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint, (bytes, 80))],
            GoneAt = null,
            Previous = null,
        };
        var expected = _tokens.ContainsKey(key) ? WriteOutcome.Conflict : WriteOutcome.Written;
        await WriteAsync([(RecordWrite.Create(record), expected)]);
    }

    /// <summary>Two names exchange their contents; both keep the former one as previous.</summary>
    public ValueTask SwapAsync(string one, string two)
    {
        var (first, second) = (Record(one), Record(two));
        return WriteAsync([(Put(Take(first, second)), WriteOutcome.Written), (Put(Take(second, first)), WriteOutcome.Written)]);
    }

    /// <summary>Each name takes the content of the one before it, the first takes new bytes.</summary>
    public async ValueTask ShiftAsync(IReadOnlyList<string> keys, string newBytes, bool inOneBatch)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var former = keys.Select(Record).ToList();
        var fresh = SampleRecords.Of(new ImageName(source, "fresh"), ("fresh", 50)) with
        {
            Contents = [SampleRecords.Content(newBytes)],
        };
        var writes = former.Select((r, i) => (Put(Take(r, i == 0 ? fresh : former[i - 1])), WriteOutcome.Written)).ToList();
        foreach (var part in inOneBatch ? [writes] : writes.Select(w => new List<(RecordWrite, WriteOutcome)> { w }))
        {
            await WriteAsync(part);
        }
    }

    /// <summary>The content turns up under a new name, the old one is marked gone; a name that is taken stays as it is.</summary>
    public async ValueTask MoveAsync(string from, string to)
    {
        if (!_tokens.ContainsKey(to))
        {
            var record = Record(from);
            await WriteAsync([
                (RecordWrite.Create(record with { Key = to, GoneAt = null }), WriteOutcome.Written),
                (Put(record with { GoneAt = SampleRecords.Start.AddDays(8) }), WriteOutcome.Written),
            ]);
        }
    }

    /// <summary>Fails where the index holds or finds anything else below the source than the model.</summary>
    public async ValueTask CheckAsync(string context)
    {
        await index.RefreshAsync(cancellationToken);
        var expected = Model.Records.ToList();
        var rows = await index.ScanAsync(source, KeyRange.All, cancellationToken).ToListAsync(cancellationToken);
        Assert.Equal(expected.Select(r => r.Key), rows.Select(r => r.Key));
        var read = await index.GetManyAsync([.. expected.Select(r => r.Name)], cancellationToken);
        for (var i = 0; i < expected.Count; i++)
        {
            RecordText.AssertSame(expected[i], rows[i]);
            RecordText.AssertSame(expected[i], read[i]);
            Assert.Equal(_tokens[expected[i].Key], read[i]!.Token);
        }

        await LabelCheck.AssertSameAsync(index, Model, context, cancellationToken);
        if (expected.Count == 0)
        {
            return;
        }

        for (var i = 0; i < 3; i++)
        {
            var search = new QueryGenerator(_random.Next(), expected).NextSearch();
            await SearchCheck.AssertSameAsync(
                index,
                Model,
                search with
                {
                    Query = new AndQuery(new([search.Query, new SourceQuery(source)])),
                    Selections = [],
                },
                $"{context}, search {search}",
                cancellationToken
            );
        }
    }

    private ValueTask ReplaceAsync(string key, ImageRecord next) =>
        WriteAsync([(Put(next with { Key = key }), WriteOutcome.Written)]);

    private ValueTask DeleteAsync(string key) =>
        WriteAsync([(RecordWrite.Delete(new(source, key), _tokens[key]), WriteOutcome.Written)]);

    private ValueTask CorrectAsync(string key)
    {
        var record = Record(key);
        if (_random.Next(4) == 0)
        {
            var given = SampleRecords.Given(FactField.Rating, _random.Next(3) == 0 ? null : "4");
            return ReplaceAsync(key, record with { Edits = [.. record.Edits.Where(e => e.Fact != given.Fact), given] });
        }

        var edit = SampleRecords.Edit(RecordGenerator.Tags[_random.Next(RecordGenerator.Tags.Count)], _random.Next(2) == 0);
        var tags = record.Tags.Where(t => t.Name != edit.Tag);
        return ReplaceAsync(
            key,
            record with
            {
                Edits = [.. record.Edits.Where(e => e.Tag != edit.Tag), edit],
                Tags = SampleRecords.Order(edit.IsAdded ? tags.Append(new(edit.Tag!, Confidence.Full)) : tags),
            }
        );
    }

    private ValueTask ConflictAsync(string key)
    {
        var dead = _dead[_random.Next(_dead.Count)];
        var other = Record(key) with { Size = -1 };
        return WriteAsync([
            (
                _random.Next(2) == 0 ? RecordWrite.Replace(other, dead) : RecordWrite.Delete(other.Name, dead),
                WriteOutcome.Conflict
            ),
        ]);
    }

    private async ValueTask WriteAsync(List<(RecordWrite Write, WriteOutcome Expected)> writes)
    {
        var results = await index.WriteAsync([.. writes.Select(w => w.Write)], cancellationToken);
        for (var i = 0; i < writes.Count; i++)
        {
            var (write, expected) = writes[i];
            Assert.Equal(expected, results[i].Outcome);
            if (expected != WriteOutcome.Written)
            {
                continue;
            }

            if (_tokens.Remove(write.Name.Key, out var dead))
            {
                _dead.Add(dead);
            }

            if (write.Record is null)
            {
                Model.Delete(write.Name);
            }
            else
            {
                Model.Put(write.Record);
                _tokens[write.Name.Key] = Assert.IsType<string>(results[i].Token);
            }
        }
    }

    private RecordWrite Put(ImageRecord record) => RecordWrite.Replace(record, _tokens[record.Key]);

    private ImageRecord Record(string key) =>
        Model.Find(new(source, key)) ?? throw new ArgumentException($"There is no {key}.", nameof(key));

    // What a run writes where a name's content changed: the other's content, tags and edits, its own as previous.
    private static ImageRecord Take(ImageRecord record, ImageRecord content) =>
        content with
        {
            Source = record.Source,
            Key = record.Key,
            Location = record.Location,
            GoneAt = null,
            Previous = new()
            {
                Contents = record.Contents,
                Taggers = record.Taggers,
                Edits = record.Edits,
                Width = record.Width,
                Height = record.Height,
                MediaType = record.MediaType,
                ReplacedAt = SampleRecords.Start.AddDays(4),
            },
        };

    private string NextBytes() => $"{source} bytes {_contents++}";
}
