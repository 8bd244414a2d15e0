using System.Text;
using System.Text.Json;

namespace ImageTagging.Tests.Serialization;

/// <summary>Writes and reads parts of the stored form, each as a text of its own.</summary>
internal static class Stored
{
    public delegate T Reading<out T>(ref Utf8JsonReader reader);

    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static T Read<T>(string json, Reading<T> read)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var value = read(ref reader);
        Assert.False(reader.Read(), "The reader does not stand on the last token.");
        return value;
    }
}
