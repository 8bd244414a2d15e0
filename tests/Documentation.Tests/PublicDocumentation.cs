using System.Reflection;
using System.Xml.Linq;

namespace ImageTagging.Documentation.Tests;

/// <summary>The public surface says what its parameters, results and faults are.</summary>
public sealed class PublicDocumentation
{
    [Fact]
    public void Every_parameter_result_and_exception_of_a_public_method_is_documented()
    {
        var methods = Assemblies().SelectMany(MethodsOf).ToArray();
        Assert.True(methods.Length > 300, $"{methods.Length} methods");
        Assert.True(methods.Count(m => m.Throws) > 80, $"{methods.Count(m => m.Throws)} methods throw");
        Assert.Empty(methods.Where(m => !m.HasParameters).Select(m => $"{m.Name}: a parameter"));
        Assert.Empty(methods.Where(m => m.HasResult && !m.HasReturns).Select(m => $"{m.Name}: what it returns"));
        Assert.Empty(methods.Where(m => m.Throws && !m.HasExceptions).Select(m => $"{m.Name}: what it throws"));
    }

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
