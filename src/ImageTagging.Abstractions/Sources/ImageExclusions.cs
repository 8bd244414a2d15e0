using System.Text;
using System.Text.RegularExpressions;

namespace ImageTagging;

/// <summary>The rules of what a source leaves out of its listing: by default what devices and people did not mean as pictures, and what patterns name. Immutable.</summary>
/// <remarks>
/// A key is looked at name by name from the root: what is below a folder that is left out is left out. Patterns are those of
/// <c>.gitignore</c>: <c>*</c> and <c>?</c> stay within a name, <c>**</c> does not, <c>[a-z]</c> is one of a set; one without
/// <c>/</c> (but at its end) means a name at any depth, one with it a path from the root; a <c>/</c> at the end means folders only;
/// <c>!</c> in front takes back what a line before named; the last one that fits counts. Upper and lower case are alike. Threads may share it.
/// </remarks>
public sealed class ImageExclusions
{
    /// <summary>The name of the file in a source's root that holds patterns, one a line.</summary>
    public const string IgnoreFileName = ".imagetagignore";

    /// <summary>The longest pattern, in characters.</summary>
    public const int MaxPatternLength = 1_024;

    /// <summary>The most lines of an ignore file that are patterns.</summary>
    public const int MaxPatterns = 10_000;

    private static readonly Dictionary<string, ExclusionKind>.AlternateLookup<ReadOnlySpan<char>> s_endings = Endings()
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly bool _includeHidden;
    private readonly Rule[] _rules;

    /// <summary>Exclusions.</summary>
    /// <param name="includeHidden">Whether hidden files, thumbnails, trash and the like are listed as any other.</param>
    /// <param name="patterns">Patterns of what is left out; null for none.</param>
    /// <param name="ignoreFile">The text of an ignore file, whose lines are patterns and, behind <c>#</c>, comments; null for none.</param>
    /// <exception cref="ImageTaggingException">A pattern is none (code <c>InvalidOptions</c>).</exception>
    public ImageExclusions(bool includeHidden = false, IEnumerable<string>? patterns = null, string? ignoreFile = null)
    {
        _includeHidden = includeHidden;
        _rules =
        [
            .. Lines(ignoreFile).Select(line => Rule.Of(line, ExclusionKind.IgnoreFile)),
            .. (patterns ?? []).Select(pattern => Rule.Of(pattern, ExclusionKind.Pattern)),
        ];
    }

    /// <summary>The exclusions that a source has where nothing is said.</summary>
    public static ImageExclusions Default { get; } = new();

    /// <summary>True if nothing is left out, whatever the key.</summary>
    public bool IsEmpty => _includeHidden && _rules.Length == 0;

    /// <summary>Why a key is left out; null where it is not.</summary>
    /// <param name="key">The key; its last name is a file's.</param>
    /// <returns>Why it is left out; null where it is not.</returns>
    public ExclusionKind? KindOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (IsEmpty)
        {
            return null;
        }

        for (var start = 0; start <= key.Length; )
        {
            var slash = key.IndexOf('/', start);
            var end = slash < 0 ? key.Length : slash;
            if (KindOf(key.AsSpan(0, end), start, isFolder: slash >= 0) is { } kind)
            {
                return kind;
            }

            start = end + 1;
        }

        return null;
    }

    /// <summary>Why one name is left out, its folder not being; null where it is not.</summary>
    /// <param name="path">The path from the root to and with the name, without <c>/</c> at its end.</param>
    /// <param name="nameAt">Where in it the name starts.</param>
    /// <param name="isFolder">Whether it is a folder's.</param>
    /// <returns>Why it is left out; null where it is not.</returns>
    public ExclusionKind? KindOf(ReadOnlySpan<char> path, int nameAt, bool isFolder)
    {
        // What is typed and what a disk holds may be composed differently, and look the same.
        if (_rules.Length > 0 && !Ascii.IsValid(path))
        {
            var above = CanonicalForm.Compose(path[..nameAt].ToString());
            path = above + CanonicalForm.Compose(path[nameAt..].ToString());
            nameAt = above.Length;
        }

        // The last line that fits counts, so that one behind it can take it back.
        for (var i = _rules.Length - 1; i >= 0; i--)
        {
            if (_rules[i].Fits(path, nameAt, isFolder))
            {
                return _rules[i].TakesBack ? null : _rules[i].Kind;
            }
        }

        return _includeHidden ? null : BuiltIn(path[nameAt..]);
    }

    /// <summary>The kind of a file whose ending is none of those that are asked for: a source counts it, so that nothing is passed over in silence.</summary>
    /// <param name="name">The file's name, or its key.</param>
    /// <returns>The kind; <see cref="ExclusionKind.OtherFile"/> for an ending that nothing is known of.</returns>
    public static ExclusionKind KindByEnding(ReadOnlySpan<char> name) =>
        s_endings.TryGetValue(Path.GetExtension(name), out var kind) ? kind : ExclusionKind.OtherFile;

    private static Dictionary<string, ExclusionKind> Endings()
    {
        string[] videos =
        [
            .. (ReadOnlySpan<string>)[".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".mpg", ".mpeg", ".mpe"],
            .. (ReadOnlySpan<string>)[".3gp", ".3g2", ".mts", ".m2ts", ".m2t", ".ts", ".vob", ".ogv", ".insv", ".lrv", ".mxf"],
        ];
        string[] pictures =
        [
            .. ImageScope.PictureSuffixes,
            .. (ReadOnlySpan<string>)[".cur", ".pam", ".svg"],
            .. (ReadOnlySpan<string>)[".svgz", ".eps", ".ai", ".xcf", ".dds", ".exr", ".hdr", ".qoi", ".j2k", ".jpx", ".jxr"],
            .. (ReadOnlySpan<string>)[".x3f", ".mrw", ".erf", ".3fr", ".iiq", ".dcr", ".kdc", ".mef", ".mos", ".rwl"],
            .. (ReadOnlySpan<string>)[".sr2", ".srf", ".crw", ".wmf", ".emf", ".pcx", ".insp"],
        ];
        string[] sidecars = [".xmp", ".json", ".aae", ".thm", ".pp3", ".dop", ".on1", ".cos"];
        return Enumerable
            .Empty<(string Ending, ExclusionKind Kind)>()
            .Concat(videos.Select(e => (e, ExclusionKind.Video)))
            .Concat(pictures.Select(e => (e, ExclusionKind.OtherPicture)))
            .Concat(sidecars.Select(e => (e, ExclusionKind.Sidecar)))
            .ToDictionary(e => e.Item1, e => e.Item2, StringComparer.OrdinalIgnoreCase);
    }

    private static ExclusionKind? BuiltIn(ReadOnlySpan<char> name)
    {
        // A bucket's keys may hold "." and "..", which hide nothing.
        if (name.IsEmpty || name is "." or "..")
        {
            return null;
        }

        return name[0] switch
        {
            '.' => Is(name, ".thumbnails") || Is(name, ".thumbs") || Is(name, ".@__thumb") || Is(name, ".thumb")
                ? ExclusionKind.Thumbnails
            : Is(name, ".Trash") || Is(name, ".Trashes") || name.StartsWith(".Trash-", StringComparison.OrdinalIgnoreCase)
                ? ExclusionKind.Trash
            : Is(name, ".snapshot") || Is(name, ".snapshots") || Is(name, ".zfs") ? ExclusionKind.Snapshots
            : Is(name, ".AppleDouble") || (name.Length > 1 && name[1] == '_') ? ExclusionKind.AppleDouble
            : ExclusionKind.Hidden,
            '@' => Is(name, "@eaDir") ? ExclusionKind.Thumbnails
            : Is(name, "@Recycle") ? ExclusionKind.Trash
            : Is(name, "@Recently-Snapshot") ? ExclusionKind.Snapshots
            : null,
            '#' => Is(name, "#recycle") ? ExclusionKind.Trash
            : Is(name, "#snapshot") ? ExclusionKind.Snapshots
            : null,
            '$' => Is(name, "$RECYCLE.BIN") ? ExclusionKind.Trash : null,
            '~' => Is(name, "~snapshot") ? ExclusionKind.Snapshots : null,
            '_' => Is(name, "__MACOSX") ? ExclusionKind.AppleDouble : null,
            _ => null,
        };
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Lines(string? text)
    {
        var count = 0;
        foreach (var line in (text ?? "").TrimStart('\uFEFF').Split('\n'))
        {
            var pattern = line.TrimEnd('\r').TrimEnd(' ', '\t');
            if (pattern.Length == 0 || pattern[0] == '#')
            {
                continue;
            }

            if (++count > MaxPatterns)
            {
                throw Fault($"An ignore file holds {MaxPatterns:N0} patterns at the most.");
            }

            yield return pattern;
        }
    }

    private static ImageTaggingException Fault(FormattableString message) =>
        new(FormattableString.Invariant(message)) { Code = ErrorCodes.InvalidOptions };

    /// <summary>One pattern.</summary>
    private sealed class Rule
    {
        private readonly string? _name;
        private readonly Regex? _regex;
        private readonly bool _isPath;
        private readonly bool _foldersOnly;

        private Rule(ExclusionKind kind, bool takesBack, bool isPath, bool foldersOnly, string? name, Regex? regex) =>
            (Kind, TakesBack, _isPath, _foldersOnly, _name, _regex) = (kind, takesBack, isPath, foldersOnly, name, regex);

        public ExclusionKind Kind { get; }

        public bool TakesBack { get; }

        public static Rule Of(string text, ExclusionKind kind)
        {
            ArgumentNullException.ThrowIfNull(text);
            if (text.Length > MaxPatternLength)
            {
                throw Fault($"A pattern has {MaxPatternLength:N0} characters at the most; '{text[..32]}…' has {text.Length:N0}.");
            }

            var rest = CanonicalForm.Compose(text).AsSpan();
            var takesBack = rest.StartsWith('!');
            rest = takesBack ? rest[1..] : rest;
            var foldersOnly = rest.EndsWith('/');
            rest = rest.TrimEnd('/');
            rest = rest.StartsWith("./") ? rest[1..] : rest;
            var isPath = rest.Contains('/');
            rest = rest.TrimStart('/');
            if (rest.IsEmpty)
            {
                throw Fault($"'{text}' is no pattern of what to leave out; give one such as *.tmp or raw/.");
            }

            return rest.IndexOfAny("*?[\\") < 0
                ? new(kind, takesBack, isPath, foldersOnly, rest.ToString(), null)
                : new(kind, takesBack, isPath, foldersOnly, null, Compile(text, rest));
        }

        public bool Fits(ReadOnlySpan<char> path, int nameAt, bool isFolder)
        {
            if (_foldersOnly && !isFolder)
            {
                return false;
            }

            var subject = _isPath ? path : path[nameAt..];
            return _name is not null ? Is(subject, _name) : _regex!.IsMatch(subject);
        }

        // Regular expressions without backtracking, so that no pattern takes longer than its text is long.
        private static Regex Compile(string text, ReadOnlySpan<char> pattern)
        {
            var regex = new StringBuilder("^");
            for (var i = 0; i < pattern.Length; i++)
            {
                switch (pattern[i])
                {
                    case '*' when pattern[i..].StartsWith("**/") && (i == 0 || pattern[i - 1] == '/'):
                        regex.Append("(?:.*/)?");
                        i += 2;
                        break;
                    case '*' when pattern[i..].StartsWith("**"):
                        regex.Append(".*");
                        i++;
                        break;
                    case '*':
                        regex.Append("[^/]*");
                        break;
                    case '?':
                        regex.Append("[^/]");
                        break;
                    case '[' when SetEnd(pattern, i) is > 0 and var end:
                        AppendSet(regex, pattern[(i + 1)..end]);
                        i = end;
                        break;
                    case '\\' when i + 1 < pattern.Length:
                        regex.Append(Regex.Escape(pattern[++i].ToString()));
                        break;
                    default:
                        regex.Append(Regex.Escape(pattern[i].ToString()));
                        break;
                }
            }

            try
            {
                return new(
                    regex.Append("\\z").ToString(),
                    RegexOptions.NonBacktracking
                        | RegexOptions.CultureInvariant
                        | RegexOptions.IgnoreCase
                        | RegexOptions.Singleline
                );
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                throw new ImageTaggingException($"'{text}' is no pattern of what to leave out: {fault.Message}", fault)
                {
                    Code = ErrorCodes.InvalidOptions,
                };
            }
        }

        // A ']' that comes first stands for itself; without an end the '[' does.
        private static int SetEnd(ReadOnlySpan<char> pattern, int start)
        {
            var first = start + 1;
            first += first < pattern.Length && pattern[first] is '!' or '^' ? 1 : 0;
            var end = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
            return end < 0 ? -1 : first + 1 + end;
        }

        private static void AppendSet(StringBuilder regex, ReadOnlySpan<char> set)
        {
            var isNot = set[0] is '!' or '^';
            regex.Append(isNot ? "[^/" : "[");
            foreach (var c in isNot ? set[1..] : set)
            {
                if (c is '\\' or ']' or '[' or '^')
                {
                    regex.Append('\\');
                }

                regex.Append(c);
            }

            regex.Append(']');
        }
    }
}
