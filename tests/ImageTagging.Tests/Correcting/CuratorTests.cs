using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Correcting;

/// <summary>An index with a curator before it, and what people and runs do to it.</summary>
public abstract class CuratorTests
{
    private protected CuratorTests()
    {
        Index = new(Memory);
        Curator = new(Index, Vocabulary, Time);
    }

    private protected static Vocabulary Vocabulary { get; } =
        ImageTagging.Vocabulary.Parse(
            """{ "alias": { "automobile": "car" }, "block": ["accessories"], "confidence": { "*": 50 } }"""
        );

    private protected InMemoryTagIndex Memory { get; } = new();

    private protected InterferingIndex Index { get; }

    private protected FakeTimeProvider Time { get; } = new();

    private protected TagCurator Curator { get; }

    private protected async Task<ImageName> Put(string key, params (string Name, double Confidence)[] labels)
    {
        var record = Labelled(new RandomRecords(1).Next(key) with { Source = "s", Edits = [], GoneAt = null }, labels);
        await Memory.WriteAsync([RecordWrite.Create(record)]);
        return record.Name;
    }

    // What a run does: labels anew under the token, corrections kept.
    private protected async ValueTask Retag(ImageName name, params (string Name, double Confidence)[] labels)
    {
        while (true)
        {
            var stored = await Get(name);
            var result = await Memory.WriteAsync([RecordWrite.Replace(Labelled(stored, labels), stored.Token!)]);
            if (result[0].Outcome == WriteOutcome.Written)
            {
                return;
            }
        }
    }

    private protected static ImageRecord Labelled(ImageRecord record, (string Name, double Confidence)[] labels) =>
        RecordProjector.Project(
            record with
            {
                Taggers =
                [
                    new()
                    {
                        Name = "t",
                        Fingerprint = new("a", 0, 0),
                        Labels = [.. labels.Select(l => new ImageLabel { Name = l.Name, Confidence = l.Confidence })],
                    },
                ],
            },
            Vocabulary
        );

    private protected async Task<ImageRecord> Get(ImageName name) => (await Memory.GetManyAsync([name]))[0]!;

    private protected async Task<string> Tags(ImageName name) =>
        string.Join(' ', (await Get(name)).Tags.Select(t => $"{t.Name}={t.Confidence}"));

    private protected async Task<List<StateEntry>> States() => await Memory.ListStatesAsync("corrections/").ToListAsync();

    private protected async Task<List<ImageRecord>> All() => await Memory.ReadAllAsync().ToListAsync();
}
