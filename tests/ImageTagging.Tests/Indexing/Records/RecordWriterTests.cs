using ImageTagging.Indexing;
using ImageTagging.Tests.Serialization;

namespace ImageTagging.Tests.Indexing;

public sealed class RecordWriterTests
{
    [Fact]
    public void Every_member_of_a_record_comes_back()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero);
        var edit = new Correction
        {
            Tag = "cat",
            IsAdded = true,
            By = "ann",
            At = at,
            Batch = "b",
        };
        var record = new ImageRecord
        {
            Source = "s",
            Key = "a/😀.jpg",
            Location = "file:///a",
            Size = long.MaxValue,
            ModifiedAt = at,
            Version = "\"etag\"",
            Companions = [".cr3"],
            ListedAt = at.AddTicks(3),
            Contents = [ContentId.FromSha256(new byte[32])],
            Width = 3,
            Height = 2,
            Look = new(0x0123456789abcdef),
            MediaType = "image/jpeg",
            Taggers = [new() { Name = "words" }],
            Tags = [new("cat", new(9_312)), new("\u2028", new(1))],
            Vocabulary = "v",
            Categories = ["animals"],
            Parents = [new("animal", "cat")],
            Aliases = [new("kitty", "cat")],
            Edits = [edit],
            Previous = new()
            {
                Contents = [],
                Taggers = [],
                Edits = [edit],
                ReplacedAt = at,
            },
            GoneAt = at,
            Token = "a token is the index's, not the record's",
        };
        var read = RecordJson.Deserialize(RecordJson.Serialize(record)) with { Token = record.Token };
        EveryMember.ComesBack(record, read);
    }
}
