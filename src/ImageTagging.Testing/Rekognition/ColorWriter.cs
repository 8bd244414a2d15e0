using System.Text.Json;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Image properties, always the same: mostly blue, some white, a little green.</summary>
internal static class ColorWriter
{
    private static readonly (int Red, int Green, int Blue, string Css, string Plain, double Percent)[] s_colors =
    [
        (70, 130, 180, "steelblue", "blue", 38.25),
        (30, 144, 255, "dodgerblue", "blue", 21.5),
        (245, 245, 245, "whitesmoke", "white", 30.25),
        (34, 139, 34, "forestgreen", "green", 4),
    ];

    public static void Write(Utf8JsonWriter writer, int most)
    {
        writer.WriteStartObject("ImageProperties");
        writer.WriteStartObject("Quality");
        writer.WriteNumber("Brightness", 71.5);
        writer.WriteNumber("Sharpness", 88.25);
        writer.WriteNumber("Contrast", 64);
        writer.WriteEndObject();
        writer.WriteStartArray("DominantColors");
        foreach (var (red, green, blue, css, plain, percent) in s_colors.Take(most))
        {
            writer.WriteStartObject();
            writer.WriteNumber("Red", red);
            writer.WriteNumber("Green", green);
            writer.WriteNumber("Blue", blue);
            writer.WriteString("HexCode", $"#{red:x2}{green:x2}{blue:x2}");
            writer.WriteString("CSSColor", css);
            writer.WriteString("SimplifiedColor", plain);
            writer.WriteNumber("PixelPercent", percent);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
