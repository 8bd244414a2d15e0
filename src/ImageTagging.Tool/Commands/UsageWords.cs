using System.CommandLine;
using System.CommandLine.Parsing;

namespace ImageTagging.Tool.Commands;

/// <summary>The parser's faults, in words for people.</summary>
internal static class UsageWords
{
    /// <summary>All faults in a sentence each, and where to read more.</summary>
    public static string Of(ParseResult parsed) =>
        string.Join(" ", parsed.Errors.Select(Of).Distinct(StringComparer.Ordinal)) + " " + Help(parsed.CommandResult.Command);

    /// <summary>Where a command's words are explained.</summary>
    public static string Help(Command command) => $"See 'imagetag {(command is RootCommand ? "" : command.Name + " ")}--help'.";

    private static string Of(ParseError error)
    {
        if (
            error.SymbolResult is ArgumentResult
            {
                Argument: var argument,
                Tokens.Count: 0,
                Parent: CommandResult { Command: var command }
            }
        )
        {
            return $"'imagetag {command.Name}' needs {argument.Name}.";
        }

        if (
            error.SymbolResult is not OptionResult { Option: var option } result
            || !error.Message.Contains("as expected type", StringComparison.Ordinal)
        )
        {
            return InOneLine(error.Message);
        }

        var given = string.Join(' ', result.Tokens.Select(t => t.Value));
        return $"{option.Name} takes {Kind(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType)}, not '{given}'.";
    }

    // The parser puts a list in lines of its own.
    private static string InOneLine(string message)
    {
        var parts = message.Split(["\r\n\t", "\n\t"], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 ? message : $"{parts[0]} {string.Join(", ", parts[1..])}.";
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) || type == typeof(decimal) ? "a number"
        : type == typeof(TimeSpan) ? "a time such as 30s, 10m or 00:10:00"
        : "another value";
}
