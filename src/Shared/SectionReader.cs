using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Hosting;

// Reads values of a section, collects what cannot be read, and at the end tells keys that nobody asked for.
internal sealed class SectionReader(IConfigurationSection section)
{
    private readonly List<string> _faults = [];
    private readonly SortedSet<string> _known = new(StringComparer.OrdinalIgnoreCase) { "Type" };

    public string? Text(string key)
    {
        _known.Add(key);
        return section[key] is { Length: > 0 } text ? text : null;
    }

    public double? Number(string key) =>
        Parsed<double>(
            key,
            "a number",
            static (string text, out double value) =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value)
        );

    public int? Integer(string key) =>
        Parsed<int>(
            key,
            "a whole number",
            static (string text, out int value) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        );

    public long? Long(string key) =>
        Parsed<long>(
            key,
            "a whole number",
            static (string text, out long value) =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        );

    public bool? Flag(string key) => Parsed<bool>(key, "true or false", bool.TryParse);

    public TimeSpan? Span(string key) => Parsed<TimeSpan>(key, "a time such as 00:01:00", TimeText.TryParse);

    public T? Choice<T>(string key)
        where T : struct, Enum =>
        Parsed<T>(
            key,
            "one of " + string.Join(", ", Enum.GetNames<T>()),
            static (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value)
        );

    // Several of an enumeration's names, with commas between them.
    public T? Choices<T>(string key)
        where T : struct, Enum =>
        Parsed<T>(
            key,
            "some of " + string.Join(", ", Enum.GetNames<T>()),
            static (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && !text.Any(char.IsAsciiDigit)
        );

    public IList<string> List(string key) => ListOrNull(key) ?? [];

    // A list; null where the section says nothing of it.
    public IList<string>? ListOrNull(string key)
    {
        _known.Add(key);
        var list = section.GetSection(key);
        var entries = list.GetChildren().ToArray();
        if (list.Value is { Length: > 0 } || entries.Any(e => e.Value is null))
        {
            _faults.Add($"{section.Path}:{key} must be a list of texts.");
        }

        // An empty list comes as a value that is empty text.
        return entries.Length > 0 || list.Value is not null ? [.. entries.Select(c => c.Value ?? "")] : null;
    }

    public IReadOnlyList<string> End()
    {
        foreach (var key in section.GetChildren().Select(c => c.Key).Where(k => !_known.Contains(k)))
        {
            _faults.Add($"{section.Path}:{key} is no setting; known here are {string.Join(", ", _known)}.");
        }

        return _faults;
    }

    // Faults of options, each begun with its option's name where it has one, as faults of their section.
    public static IEnumerable<string> Placed(IConfigurationSection section, IEnumerable<string> faults) =>
        faults.Select(fault =>
        {
            var first = fault.Split(' ')[0];
            var isOption = char.IsAsciiLetterUpper(first[0]) && first != "The" && first.All(char.IsAsciiLetterOrDigit);
            return $"{section.Path}{(isOption ? ":" : ": ")}{fault.TrimEnd('.')}.";
        });

    private T? Parsed<T>(string key, string what, TryParse<T> parse)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        _faults.Add($"{section.Path}:{key} must be {what}.");
        return null;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
