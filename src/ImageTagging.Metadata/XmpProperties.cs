using System.Globalization;

namespace ImageTagging.Metadata;

/// <summary>The properties that a packet gives to its own picture, by prefix and name, and the people that it places. Bounded.</summary>
internal sealed class XmpProperties
{
    private const int MostProperties = 512;
    private const int MostValues = 64;
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

        BoundingBox? box = area is [{ } x, { } y, { } width and > 0 and <= 1, { } height and > 0 and <= 1]
            ? new(Math.Clamp(x - (width / 2), 0, 1), Math.Clamp(y - (height / 2), 0, 1), width, height)
            : null;
        People.Add(new(clean, box));
    }

    /// <summary>A number or a fraction (<c>28/10</c>); null where it is none.</summary>
    public static double? Number(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : null;
        }

        return Number(text[..slash]) is { } over && Number(text[(slash + 1)..]) is { } under and not 0 ? over / under : null;
    }
}
