using System.Reflection;

namespace ImageTagging.Conformance;

/// <summary>Fails when a provider's tests leave a suite out.</summary>
/// <remarks>Every suite asks this of its own assembly, so deriving one suite means deriving all of its family.</remarks>
public static class ConformanceCompleteness
{
    private static readonly (Type Provider, Type Suite)[] s_families =
    [
        (typeof(TagIndexProvider), typeof(TagIndexSuite<>)),
        (typeof(ImageSourceProvider), typeof(ImageSourceSuite<>)),
        (typeof(TaggerProvider), typeof(TaggerSuite<>)),
    ];

    /// <summary>The suites (open generic types) that a provider's tests must derive.</summary>
    /// <param name="provider">A class derived from <see cref="TagIndexProvider"/>, <see cref="ImageSourceProvider"/> or <see cref="TaggerProvider"/>.</param>
    /// <exception cref="ArgumentException">The class is no provider.</exception>
    public static IReadOnlyList<Type> SuitesFor(Type provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var family = s_families.FirstOrDefault(f => f.Provider.IsAssignableFrom(provider));
        if (family.Suite is null)
        {
            throw new ArgumentException($"{provider} is no provider of an index, a source or a tagger.", nameof(provider));
        }

        return
        [
            .. typeof(ConformanceCompleteness)
                .Assembly.GetExportedTypes()
                .Where(t => t.IsGenericTypeDefinition && t != family.Suite && Bases(t).Any(b => IsOf(b, family.Suite)))
                .Where(t => Accepts(t, provider))
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The suites that no test class of the assembly derives for the provider.</summary>
    /// <param name="tests">The assembly of tests.</param>
    /// <param name="provider">The provider that the suites must be derived for.</param>
    public static IReadOnlyList<Type> MissingSuites(Assembly tests, Type provider)
    {
        ArgumentNullException.ThrowIfNull(tests);
        var derived = tests
            .GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false, IsPublic: true })
            .SelectMany(Bases)
            .Where(b => b.IsGenericType && b.GenericTypeArguments[0] == provider)
            .Select(b => b.GetGenericTypeDefinition())
            .ToHashSet();
        return [.. SuitesFor(provider).Where(s => !derived.Contains(s))];
    }

    /// <summary>Fails with the names of the suites that no public test class of the assembly derives for the provider.</summary>
    /// <param name="tests">The assembly of tests.</param>
    /// <param name="provider">The provider that the suites must be derived for.</param>
    public static void AssertEverySuite(Assembly tests, Type provider)
    {
        var missing = MissingSuites(tests, provider);
        Assert.True(
            missing.Count == 0,
            $"Suites left out for {provider}: "
                + string.Join(", ", missing.Select(m => m.Name))
                + ". Derive a public class from each."
        );
    }

    internal static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at;
        }
    }

    private static bool IsOf(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    // A suite may ask more of its provider, as the one for writable sources does.
    private static bool Accepts(Type suite, Type provider) =>
        suite.GetGenericArguments()[0].GetGenericParameterConstraints().All(c => c.IsAssignableFrom(provider));
}
