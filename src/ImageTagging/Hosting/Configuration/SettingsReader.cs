using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Hosting;

/// <summary>Reads a section strictly: a value that can't be read and a name that nobody knows are faults, collected in sentences.</summary>
internal sealed class SettingsReader(IConfigurationSection section, ICollection<string> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public bool Has(string key) => section.GetSection(Known(key)).Exists();

    public string? Text(string key) => section[Known(key)];

    public int Whole(string key, int otherwise) => WholeOrNull(key) ?? otherwise;

    public int? WholeOrNull(string key) =>
        Parse<int>(
            key,
            "a whole number",
            (string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value)
        );

    public long? Long(string key) =>
        Parse<long>(
            key,
            "a whole number",
            (string text, out long value) => long.TryParse(text, CultureInfo.InvariantCulture, out value)
        );

    public double? Number(string key) =>
        Parse<double>(
            key,
            "a number such as 0.5",
            (string text, out double value) =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value)
        );

    public decimal? Money(string key) =>
        Parse<decimal>(
            key,
            // A comma parts no thousands: to many people it is the decimal one, and 10,50 would become 1050.
            "a sum such as 10.50",
            (string text, out decimal value) =>
                decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        );

    public bool Flag(string key, bool otherwise) =>
        Parse<bool>(key, "true or false", (string text, out bool value) => bool.TryParse(text, out value)) ?? otherwise;

    public TimeSpan Time(string key, TimeSpan otherwise) => Time(key) ?? otherwise;

    public TimeSpan? Time(string key) => Parse<TimeSpan>(key, "a time such as 00:00:30", TimeText.TryParse);

    public T Named<T>(string key, T otherwise)
        where T : struct, Enum =>
        Parse<T>(
            key,
            "one of " + string.Join(", ", Enum.GetNames<T>()),
            (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value)
        ) ?? otherwise;

    public IReadOnlyList<string>? Texts(string key)
    {
        var list = section.GetSection(Known(key));
        return list.Exists() ? [.. list.GetChildren().Select(c => c.Value).OfType<string>()] : null;
    }

    public IConfigurationSection Section(string key) => section.GetSection(Known(key));

    /// <summary>Makes every name that was not asked for a fault.</summary>
    public void RefuseOthers()
    {
        foreach (var child in section.GetChildren().Where(c => !_known.Contains(c.Key)))
        {
            faults.Add($"{child.Path} is no setting; known here are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private string Known(string key)
    {
        _known.Add(key);
        return key;
    }

    private T? Parse<T>(string key, string wanted, TryParse<T> parse)
        where T : struct
    {
        var text = section[Known(key)];
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        faults.Add($"{section.Path}:{key} is '{text}'; it must be {wanted}.");
        return null;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
