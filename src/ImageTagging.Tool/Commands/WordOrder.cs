using System.CommandLine;

namespace ImageTagging.Tool.Commands;

/// <summary>
/// Sorts a command line's words before they are parsed: in a query <c>-nature</c> is a word and no option, and a mistyped
/// <c>--option</c> is a mistake and no folder.
/// </summary>
internal static class WordOrder
{
    private const string End = "--";

    /// <summary>The words with those of a query behind <c>--</c>, in their order.</summary>
    /// <exception cref="ImageTaggingException">There is no such option or command (code <c>Usage</c>).</exception>
    public static string[] Sort(Command root, string[] words)
    {
        if (words.Length > 0 && words[0].StartsWith('['))
        {
            // A directive, such as completion's.
            return words;
        }

        words = CommandFirst(root, words);
        var command = root;
        List<Option> known = [.. root.Options];
        List<string> options = [],
            others = [];
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word == End)
            {
                others.AddRange(words[(i + 1)..]);
                break;
            }

            if (Named(known, word, out var hasValue) is { } option)
            {
                options.Add(word);
                if (TakesNext(option, hasValue) && i + 1 < words.Length)
                {
                    options.Add(words[++i]);
                }
            }
            else if (word.StartsWith(End, StringComparison.Ordinal))
            {
                var whose = command is RootCommand ? "" : $" of 'imagetag {command.Name}'";
                throw new ImageTaggingException($"There is no option '{word}'{whose}. {UsageWords.Help(command)}")
                {
                    Code = "Usage",
                };
            }
            else if (others.Count == 0 && command.Subcommands.FirstOrDefault(c => c.Name == word) is { } below)
            {
                command = below;
                known.AddRange(below.Options);
                options.Add(word);
            }
            else
            {
                others.Add(word);
            }
        }

        if (command is RootCommand && others.Count > 0)
        {
            throw new ImageTaggingException($"There is no command '{others[0]}'. {UsageWords.Help(command)}") { Code = "Usage" };
        }

        // Only a query's words may begin with a dash; elsewhere such a word is for the parser to refuse.
        var isQuery = command.Arguments.Any(a => a.Name == "QUERY");
        return isQuery && others.Count > 0 ? [.. options, End, .. others] : words;
    }

    // A command's options may stand before it, as in 'imagetag --index x search dog'.
    private static string[] CommandFirst(Command root, string[] words)
    {
        List<Option> everywhere = [.. root.Options, .. root.Subcommands.SelectMany(c => c.Options)];
        for (var i = 0; i < words.Length && words[i] != End; i++)
        {
            if (Named(everywhere, words[i], out var hasValue) is { } option)
            {
                i += TakesNext(option, hasValue) ? 1 : 0;
            }
            else if (root.Subcommands.Any(c => c.Name == words[i]))
            {
                return [words[i], .. words[..i], .. words[(i + 1)..]];
            }
            else
            {
                break;
            }
        }

        return words;
    }

    private static bool TakesNext(Option option, bool hasValue) => !hasValue && option.Arity.MinimumNumberOfValues > 0;

    private static Option? Named(List<Option> options, string word, out bool hasValue)
    {
        foreach (var option in options)
        {
            if (IsNamed(option, word, out hasValue))
            {
                return option;
            }
        }

        hasValue = false;
        return null;
    }

    private static bool IsNamed(Option option, string word, out bool hasValue)
    {
        hasValue = false;
        foreach (var name in option.Aliases.Append(option.Name))
        {
            if (word == name)
            {
                return true;
            }

            if (
                word.StartsWith(name, StringComparison.Ordinal)
                && option.Arity.MinimumNumberOfValues > 0
                && (word[name.Length] is '=' or ':' || (name.Length == 2 && char.IsAsciiDigit(word[name.Length])))
            )
            {
                return hasValue = true;
            }
        }

        return false;
    }
}
