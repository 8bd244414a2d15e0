using System.Collections;
using System.Globalization;
using System.Reflection;
using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.TestSupport;

/// <summary>One option of a provider: how the configuration says it, and the test that shows what it changes.</summary>
/// <param name="Name">The property; of nested options with its path, such as <c>Client.Region</c>.</param>
/// <param name="Value">A value other than the default as the configuration says it; null where it is set by code only.</param>
/// <param name="Test">The test that shows what it changes, as <c>Class.Method</c>.</param>
public sealed record WalkedOption(string Name, string? Value, string Test);

/// <summary>Walks every public option of a provider: each binds, is refused beyond its ends, and has a test that shows what it changes.</summary>
/// <param name="read">Reads a section; the provider's own reader. Null where code alone says these options.</param>
/// <param name="validate">The faults of options.</param>
/// <param name="needed">What a section must say besides.</param>
public sealed class OptionWalk<TOptions>(
    Func<IConfigurationSection, (TOptions Options, IReadOnlyList<string> Faults)>? read,
    Func<TOptions, IReadOnlyList<string>> validate,
    IReadOnlyDictionary<string, string?>? needed = null
)
    where TOptions : class
{
    private readonly IReadOnlyDictionary<string, string?> _needed = needed ?? new Dictionary<string, string?>();

    /// <summary>Walks.</summary>
    /// <param name="assembly">Where the tests are.</param>
    /// <param name="nested">Properties that are options themselves.</param>
    /// <param name="endless">Numbers that have no upper end, with a reason each in the test.</param>
    /// <param name="options">Every option.</param>
    public void Check(Assembly assembly, string[] nested, string[] endless, params WalkedOption[] options)
    {
        Assert.Equal(
            NamesOf(typeof(TOptions), nested, "").Order(StringComparer.Ordinal),
            options.Select(o => o.Name).Order(StringComparer.Ordinal)
        );
        var tests = assembly.GetTypes().ToLookup(t => t.Name, StringComparer.Ordinal);
        foreach (var (name, value, test) in options)
        {
            var parts = test.Split('.');
            Assert.True(
                parts.Length == 2 && tests[parts[0]].Any(t => t.GetMethod(parts[1]) is not null),
                $"{name}: there is no test {test}."
            );
            if (value is not null && read is not null)
            {
                CheckBinding(read, name, value);
            }

            CheckEnds(name, endless.Contains(name, StringComparer.Ordinal));
        }

        if (read is not null)
        {
            CheckTypo(read);
        }
    }

    private void CheckBinding(
        Func<IConfigurationSection, (TOptions Options, IReadOnlyList<string> Faults)> read,
        string name,
        string value
    )
    {
        var key = name[(name.LastIndexOf('.') + 1)..];
        var isList =
            typeof(IList).IsAssignableFrom(TypeOf(name))
            || (TypeOf(name).IsGenericType && TypeOf(name).IsAssignableTo(typeof(IEnumerable)));
        var (plain, plainFaults) = read(Section([]));
        Assert.Empty(plainFaults);
        var (bound, faults) = read(Section(new() { [isList ? key + ":0" : key] = value }));
        Assert.True(faults.Count == 0, $"{name}: {string.Join(' ', faults)}");
        Assert.Equal(
            value,
            TextOf(ValueOf(bound, name)),
            ignoreCase: TypeOf(name) == typeof(bool) || TypeOf(name) == typeof(bool?)
        );
        Assert.NotEqual(TextOf(ValueOf(plain, name)), TextOf(ValueOf(bound, name)));

        if (!isList && TypeOf(name) != typeof(string))
        {
            // Said wrongly it is a fault, and neither an exception nor the default.
            Assert.True(read(Section(new() { [key] = "nonsense!" })).Faults.Count > 0, $"{name} takes nonsense.");
        }
    }

    private void CheckEnds(string name, bool endless)
    {
        foreach (var extreme in ExtremesOf(TypeOf(name)).Where(e => !endless || !IsHigh(e)))
        {
            var options = read is null ? Activator.CreateInstance<TOptions>() : read(Section([])).Options;
            var (owner, property) = Find(options, name);
            property.SetValue(owner, extreme);
            Assert.True(validate(options).Count > 0, $"{typeof(TOptions).Name}.{name} takes {extreme}.");
        }
    }

    // As the host reads it: what nobody asks for is refused by the provider's reader, or behind it.
    private void CheckTypo(Func<IConfigurationSection, (TOptions Options, IReadOnlyList<string> Faults)> read)
    {
        var section = new ReadSection(Section(new() { ["Typo"] = "x" }));
        var faults = read(section).Faults.Concat(section.Unread()).ToArray();
        Assert.Contains("Typo", Assert.Single(faults), StringComparison.Ordinal);
    }

    private IConfigurationSection Section(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in _needed.Concat(settings))
        {
            all["Section:" + key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(all).Build().GetSection("Section");
    }

    private static IEnumerable<string> NamesOf(Type type, string[] nested, string prefix) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p =>
                p.SetMethod is { IsPublic: true }
                || typeof(IEnumerable<string>).IsAssignableFrom(p.PropertyType)
                || p.PropertyType == typeof(IList<Uri>)
            )
            .SelectMany(p =>
                nested.Contains(p.Name, StringComparer.Ordinal)
                    ? NamesOf(p.PropertyType, nested, p.Name + ".")
                    : [prefix + p.Name]
            );

    private static (object Owner, PropertyInfo Property) Find(object options, string name)
    {
        var parts = name.Split('.');
        var owner = parts.SkipLast(1).Aggregate(options, (o, part) => o.GetType().GetProperty(part)!.GetValue(o)!);
        return (owner, owner.GetType().GetProperty(parts[^1])!);
    }

    private static Type TypeOf(string name)
    {
        var parts = name.Split('.');
        return parts.Aggregate(typeof(TOptions), (t, part) => t.GetProperty(part)!.PropertyType);
    }

    private static object? ValueOf(object options, string name)
    {
        var (owner, property) = Find(options, name);
        return property.GetValue(owner);
    }

    private static string? TextOf(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            IEnumerable many => string.Join(',', many.Cast<object>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    private static bool IsHigh(object extreme) => extreme is int.MaxValue or long.MaxValue or double.PositiveInfinity;

    private static IEnumerable<object> ExtremesOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(TimeSpan)
                ? [TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.FromDays(100_000), TimeSpan.MaxValue]
            : plain == typeof(int) ? [int.MinValue, -1, int.MaxValue]
            : plain == typeof(long) ? [long.MinValue, -1L, long.MaxValue]
            : plain == typeof(double) ? [double.NaN, double.NegativeInfinity, -1d, double.PositiveInfinity]
            : plain == typeof(decimal) ? [decimal.MinValue, -1m, decimal.MaxValue]
            : plain.IsEnum ? [Enum.ToObject(plain, 99)]
            : [];
    }
}
