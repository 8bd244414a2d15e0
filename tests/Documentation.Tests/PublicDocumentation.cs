using System.Reflection;
using System.Xml.Linq;

namespace ImageTagging.Documentation.Tests;

/// <summary>How much of the public surface says what its parameters, results and faults are. The shares may only rise.</summary>
public sealed class PublicDocumentation(ITestOutputHelper output)
{
    // Raise these when more is documented; the output names what is not.
    private const double LeastParameters = 98;
    private const double LeastResults = 97;
    private const double LeastExceptions = 50;

    [Fact]
    public void The_share_of_methods_with_documented_parameters_and_results_does_not_fall()
    {
        var methods = Assemblies().SelectMany(MethodsOf).ToArray();
        Assert.True(methods.Length > 300, $"{methods.Length} methods");
        var parameters = Share("parameters", methods.Where(m => m.Parameters.Length > 0), m => m.HasParameters);
        var results = Share("results", methods.Where(m => m.HasResult), m => m.HasReturns);
        var exceptions = Share("exceptions", methods.Where(m => m.Throws), m => m.HasExceptions);
        AssertFloor(LeastParameters, parameters);
        AssertFloor(LeastExceptions, exceptions);
        AssertFloor(LeastResults, results);
    }

    private double Share(string what, IEnumerable<Documented> methods, Func<Documented, bool> holds)
    {
        var all = methods.ToArray();
        var missing = all.Where(m => !holds(m)).ToArray();
        output.WriteLine($"{what}: {all.Length - missing.Length} of {all.Length}; not documented:");
        Array.ForEach(missing, m => output.WriteLine("  " + m.Name));
        return 100.0 * (all.Length - missing.Length) / all.Length;
    }

    private static void AssertFloor(double floor, double share) =>
        Assert.True(share >= floor, $"{share:0.0} % are documented; there were {floor:0.0} %. The output names the others.");

    private static IEnumerable<Assembly> Assemblies() =>
        Directory
            .GetFiles(AppContext.BaseDirectory, "ImageTagging*.xml")
            .Where(f => !f.EndsWith("ImageTagging.Conformance.xml", StringComparison.Ordinal))
            .Select(f => Assembly.LoadFrom(Path.ChangeExtension(f, ".dll")));

    private static IEnumerable<Documented> MethodsOf(Assembly assembly)
    {
        var members = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .ToLookup(m => NameOf((string)m.Attribute("name")!));
        return from type in assembly.GetExportedTypes()
            where !typeof(Delegate).IsAssignableFrom(type)
            from method in type.GetMethods(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
            )
            where !method.IsSpecialName && method.GetBaseDefinition() == method && !IsMadeByTheCompiler(method)
            let name = $"M:{type.FullName!.Replace('+', '.')}.{method.Name}"
            let docs = members[name].ToArray()
            select new Documented(
                name[2..],
                [.. method.GetParameters().Select(p => p.Name!)],
                method.ReturnType != typeof(void) && method.ReturnType != typeof(Task) && method.ReturnType != typeof(ValueTask),
                ThrownExceptions.In(method),
                docs
            );
    }

    // Overloads share their documents: which of them is meant by a parameter's type is the compiler's to say.
    private static string NameOf(string member)
    {
        var end = member.AsSpan().IndexOfAny('(', '`');
        if (end > 0 && member[end] == '`' && !member.StartsWith("M:", StringComparison.Ordinal))
        {
            return member;
        }

        var open = member.IndexOf('(');
        var name = open < 0 ? member : member[..open];
        var generic = name.IndexOf("``", StringComparison.Ordinal);
        return generic < 0 ? name : name[..generic];
    }

    private static bool IsMadeByTheCompiler(MethodInfo method) =>
        method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
        || method.Name is "Deconstruct" or "Equals" or "GetHashCode" or "ToString" or "<Clone>$" or "PrintMembers"
        || method.Name is "Dispose" or "DisposeAsync";

    private sealed record Documented(string Name, string[] Parameters, bool HasResult, bool Throws, XElement[] Docs)
    {
        // What is inherited is documented where it stands.
        private bool Inherits => Docs.Any(d => d.Descendants("inheritdoc").Any());

        public bool HasParameters =>
            Inherits || Parameters.All(p => Docs.Any(d => d.Elements("param").Any(e => (string?)e.Attribute("name") == p)));

        public bool HasExceptions => Inherits || Docs.Any(d => d.Elements("exception").Any());

        public bool HasReturns => Inherits || Docs.Any(d => d.Elements("returns").Any());
    }
}
