using System.Text;
using System.Text.Json;
using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Indexing;

public sealed class RecordJsonTests
{
    [Fact]
    public void Every_record_reads_back_whole()
    {
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var record = new RandomRecords(seed).Next();
            var json = RecordJson.Serialize(record with { Token = "t" });
            var read = RecordJson.Deserialize(json);
            Assert.True(Dump(record) == Dump(read), $"seed {seed}: {Encoding.UTF8.GetString(json)}");
            Assert.Null(read.Token);
            Assert.True(json.AsSpan().SequenceEqual(RecordJson.Serialize(read)), $"seed {seed}");
        }
    }

    [Fact]
    public void Unknown_members_are_passed_over()
    {
        var json = Encoding.UTF8.GetString(RecordJson.Serialize(new RandomRecords(7).Next()));
        var extended = json.Replace("{\"name\"", "{\"new\":{\"a\":[1,{}]},\"name\"", StringComparison.Ordinal);
        extended = "{\"newer\":[{}],\"newest\":null," + extended[1..];
        Assert.Equal(
            json,
            Encoding.UTF8.GetString(RecordJson.Serialize(RecordJson.Deserialize(Encoding.UTF8.GetBytes(extended))))
        );
    }

    [Fact]
    public void Damaged_text_is_a_fault_of_its_own_kind()
    {
        var json = RecordJson.Serialize(new RandomRecords(3).Next());
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var random = new Random(seed);
            var damaged = json.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var shown = random.Next(2) == 0 ? damaged : damaged[..random.Next(damaged.Length)];
            try
            {
                RecordJson.Deserialize(shown);
            }
            catch (JsonException)
            {
                // The one exception that readers of stored records expect.
            }
        }
    }

    [Fact]
    public void Parts_stand_alone()
    {
        var record = new RandomRecords(11).Next();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            RecordJson.WriteTaggers(writer, record.Taggers);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        Assert.Equal(Dump(record), Dump(record with { Taggers = RecordJson.ReadTaggers(ref reader) }));
    }

    [Fact]
    public void What_json_cannot_hold_is_brought_to_what_it_can()
    {
        var record = new RandomRecords(1).Next("lone \ud800 half") with
        {
            Taggers =
            [
                new()
                {
                    Name = "t",
                    Fingerprint = new("a", 0, 0),
                    Labels = [new() { Name = "x", Confidence = double.NaN }],
                },
            ],
        };
        var read = RecordJson.Deserialize(RecordJson.Serialize(record));
        Assert.Equal(0, read.Taggers[0].Labels[0].Confidence);
        Assert.Equal("lone \ufffd half", read.Key);
    }

    // Records compare their lists by reference; the default JSON of every member compares them whole.
    private static string Dump(ImageRecord record) =>
        JsonSerializer.Serialize(record with { Token = null })
        + "|"
        + string.Join(",", record.Tags.Select(t => t.Confidence.Hundredths));
}
