using System.Buffers;
using System.Text;
using System.Text.Json;
using ImageTagging.Indexing;
using ImageTagging.Serialization;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Serialization;

/// <summary>Values that are built in one piece have the same bytes as those that the writer makes of the parts.</summary>
public sealed class JsonScratchTests
{
    private static readonly string[] s_odd =
    [
        "\"",
        "\\",
        "/",
        "\u001F",
        "\u001E",
        "\u001E\u001F",
        "\n",
        "\t",
        "\0",
        "\u007F",
        "<&>'+",
        "é",
        "ß",
        "\u2028",
        "猫",
        "😀",
        "\ud800",
        "\udc00",
        "\ue000",
        "\uffff",
    ];

    [Fact]
    public void Texts_have_the_writers_bytes()
    {
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var texts = Texts(new Random(seed));
            Assert.True(Built(texts) == Written(texts), $"seed {seed}: {Written(texts)}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(100)]
    [InlineData(99.12)]
    [InlineData(98.76543426513672)]
    [InlineData(1e-7)]
    [InlineData(1e21)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Numbers_have_the_writers_bytes(double number)
    {
        var json = JsonScratch.Start();
        json.Number(number);

        Assert.Equal(Text(writer => writer.WriteNumberValue(number)), Text(writer => json.WriteTo(writer)));
    }

    [Fact]
    public void A_value_that_is_larger_than_the_room_is_whole()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), i * 1_000))];

        Assert.Equal(Written(texts), Built(texts));
        Assert.Equal(Written(["small"]), Built(["small"]));
    }

    [Fact]
    public void What_stands_there_can_be_added_again()
    {
        var json = JsonScratch.Start();
        json.Quoted("cat");
        var from = json.Length;
        json.Raw("["u8);
        json.Again(0..5);
        json.Raw(","u8);
        json.Number(12, "D5");
        json.Raw("]"u8);

        Assert.Equal("[\"cat\",00012]", Text(writer => json.WriteTo(writer, from)));
    }

    private static string[] Texts(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(5))
                .Select(_ =>
                    string.Concat(
                        Enumerable
                            .Range(0, random.Next(12))
                            .Select(_ => random.Next(3) == 0 ? s_odd[random.Next(s_odd.Length)] : $"{(char)random.Next(32, 127)}")
                    )
                ),
        ];

    private static string Built(string[] texts)
    {
        var json = JsonScratch.Start();
        json.List(texts);
        return Text(writer => json.WriteTo(writer));
    }

    private static string Written(string[] texts) =>
        Text(writer =>
        {
            writer.WriteStartArray();
            foreach (var text in texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        });

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
