using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>Money and budgets in JSON without the zeros that sums carry along: 12 and not 12.0000.</summary>
internal static class PlainNumbers
{
    public static void WritePlain(this Utf8JsonWriter w, string name, decimal value) =>
        w.WriteNumber(name, value / 1.0000000000000000000000000000m);
}
