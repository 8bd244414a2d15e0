using System.Globalization;

namespace ImageTagging.Metadata;

/// <summary>The properties that a packet gives to its own picture, by prefix and name, and the people that it places. Bounded.</summary>
internal sealed class XmpProperties
{
    private const int MostProperties = 512;
    private const int MostValues = 64;
    private const int LongestNumber = 64;
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public List<PhotoPerson> People { get; } = [];

    /// <summary>The first value of the first of these properties that has one.</summary>
    public string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var values))
            {
                return values[0];
            }
        }

        return null;
    }

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    public void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            if (_values.Count >= MostProperties || string.IsNullOrWhiteSpace(value))
            {
                return;
            }

            _values[name] = values = [];
        }

        if (values.Count < MostValues)
        {
            values.Add(value);
        }
    }

    /// <summary>A person, with the middle and the sides of the region where they are known.</summary>
    public void AddPerson(string name, double?[] area)
    {
        if (People.Count >= MostValues || FactText.Clean(name) is not { } clean)
        {
            return;
        }

        People.Add(new(clean, Box(area)));
    }

    /// <summary>A number or a fraction (<c>28/10</c>); null where it is none.</summary>
    public static double? Number(string? text)
    {
        if (text is null or { Length: > LongestNumber })
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Whole(text)
            : Whole(text.AsSpan(0, slash)) is { } over
            && Whole(text.AsSpan(slash + 1)) is { } under and not 0
            && over / under is var quotient
            && double.IsFinite(quotient)
                ? quotient
            : null;
    }

    private static double? Whole(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    // What of the region lies on the picture: faces at an edge are drawn beyond it.
    private static BoundingBox? Box(double?[] area)
    {
        if (area is not [{ } x, { } y, { } width and > 0 and <= 1, { } height and > 0 and <= 1])
        {
            return null;
        }

        var (left, right) = (Math.Max(0, x - (width / 2)), Math.Min(1, x + (width / 2)));
        var (top, bottom) = (Math.Max(0, y - (height / 2)), Math.Min(1, y + (height / 2)));
        return right <= left || bottom <= top ? null
            : (left, right) is (> 0, < 1) && (top, bottom) is (> 0, < 1) ? new(left, top, width, height)
            : new(left, top, right - left, bottom - top);
    }
}
