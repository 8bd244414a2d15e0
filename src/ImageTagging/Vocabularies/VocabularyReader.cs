using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageTagging.Vocabularies;

/// <summary>Reads a vocabulary's JSON and remembers on which line each rule stands.</summary>
internal ref struct VocabularyReader
{
    private static readonly JsonReaderOptions s_options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly ReadOnlySpan<byte> _json;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<VocabularyFault> _faults = [];
    private Utf8JsonReader _reader;
    private int _line = 1;
    private long _counted;
    private bool _inside;

    private VocabularyReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new(json, s_options);
    }

    public readonly record struct Result(
        VocabularyRules Rules,
        IReadOnlyDictionary<string, int> Lines,
        IReadOnlyList<VocabularyFault> Faults
    );

    public static Result Read(string json)
    {
        var reader = new VocabularyReader(Encoding.UTF8.GetBytes(json));
        VocabularyRules rules;
        try
        {
            rules = reader.ReadRules();
        }
        catch (JsonException fault)
        {
            reader._lines["$"] = (int)(fault.LineNumber ?? 0) + 1;
            var column = (fault.BytePositionInLine ?? 0) + 1;
            reader._faults.Add(
                new(
                    "$",
                    string.IsNullOrWhiteSpace(json)
                        ? "It is empty; an empty vocabulary is {}."
                        : string.Create(CultureInfo.InvariantCulture, $"It is no JSON from column {column} on.")
                )
            );
            rules = new();
        }
        catch (InvalidOperationException)
        {
            reader._lines["$"] = reader._line;
            reader._faults.Add(new("$", "A text here or behind it holds half a character (\\ud800 to \\udfff stand in pairs)."));
            rules = new();
        }

        return new(rules, reader._lines, reader._faults);
    }

    private VocabularyRules ReadRules()
    {
        var rename = new Dictionary<string, string>(StringComparer.Ordinal);
        var alias = new Dictionary<string, string>(StringComparer.Ordinal);
        var parent = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var exclude = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var need = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var confidence = new Dictionary<string, double>(StringComparer.Ordinal);
        var names = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>(StringComparer.Ordinal);
        var taggers = new Dictionary<string, TaggerRule>(StringComparer.Ordinal);
        List<string> block = [];
        _reader.Read();
        if (!Expect(JsonTokenType.StartObject, "$", "a vocabulary is an object"))
        {
            return new();
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var section = _reader.GetString()!;
            var path = "$." + section;
            Mark(path);
            if (!seen.Add(section))
            {
                _faults.Add(new(path, $"'{section}' is there twice."));
            }

            _reader.Read();
            switch (section)
            {
                case "$schema":
                    _reader.Skip();
                    break;
                case "rename":
                    ReadStrings(section, rename);
                    break;
                case "alias":
                    ReadStrings(section, alias);
                    break;
                case "parent":
                    ReadGroups(section, parent);
                    break;
                case "exclude":
                    ReadGroups(section, exclude);
                    break;
                case "need":
                    ReadGroups(section, need);
                    break;
                case "block":
                    block = ReadList(path) ?? [];
                    break;
                case "confidence":
                    ReadNumbers(confidence);
                    break;
                case "taggers":
                    ReadTaggers(taggers);
                    break;
                case "names":
                    ReadNames(names);
                    break;
                default:
                    _faults.Add(
                        new(
                            path,
                            $"'{section}' is unknown; a vocabulary has rename, alias, parent, block, confidence, exclude, need, taggers and names."
                        )
                    );
                    _reader.Skip();
                    break;
            }
        }

        // What stands behind the object is a fault that only reading on finds.
        while (_reader.Read()) { }

        return new()
        {
            Rename = rename,
            Alias = alias,
            Parent = parent,
            Block = block,
            Confidence = confidence,
            Exclude = exclude,
            Need = need,
            Taggers = taggers,
            Names = names,
        };
    }

    private void ReadStrings(string section, Dictionary<string, string> to)
    {
        while (NextMember(section, out var name, out var path))
        {
            if (Expect(JsonTokenType.String, path, "the other side is a name in quotes"))
            {
                Add(to, name, _reader.GetString()!, path);
            }
        }
    }

    private void ReadGroups(string section, Dictionary<string, IReadOnlyList<string>> to)
    {
        while (NextMember(section, out var name, out var path))
        {
            IReadOnlyList<string>? others = _reader.TokenType == JsonTokenType.String ? [_reader.GetString()!] : ReadList(path);
            if (others is not null)
            {
                Add(to, name, others, path);
            }
        }
    }

    private void ReadNumbers(Dictionary<string, double> to)
    {
        while (NextMember("confidence", out var name, out var path))
        {
            if (Expect(JsonTokenType.Number, path, "a confidence is a number from 0 to 100"))
            {
                Add(to, name, _reader.GetDouble(), path);
            }
        }
    }

    private void ReadTaggers(Dictionary<string, TaggerRule> to)
    {
        while (NextMember("taggers", out var tag, out var path))
        {
            if (!Expect(JsonTokenType.StartObject, path, "a rule is an object with rule, weights and order"))
            {
                continue;
            }

            var rule = new TaggerRule();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = _reader.GetString()!;
                if (!seen.Add(member))
                {
                    _faults.Add(new(path, $"'{member}' is there twice."));
                }

                _reader.Read();
                rule = member switch
                {
                    "rule" => rule with { Rule = ReadAgreement(path) },
                    "weights" => rule with { Weights = ReadWeights(path) },
                    "order" => rule with { Order = ReadList(path) ?? [] },
                    _ => Unknown(member, rule, path),
                };
            }

            Add(to, tag, rule, path);
        }
    }

    private TaggerRule Unknown(string member, TaggerRule rule, string path)
    {
        _faults.Add(new(path, $"'{member}' is unknown; a rule has rule, weights and order."));
        _reader.Skip();
        return rule;
    }

    private TaggerAgreement ReadAgreement(string path)
    {
        const string wanted = "the rule is best, agree or first";
        if (!Expect(JsonTokenType.String, path, wanted))
        {
            return TaggerAgreement.Best;
        }

        switch (_reader.GetString())
        {
            case "best":
                return TaggerAgreement.Best;
            case "agree":
                return TaggerAgreement.Agree;
            case "first":
                return TaggerAgreement.First;
            default:
                _faults.Add(new(path, wanted + "."));
                return TaggerAgreement.Best;
        }
    }

    private Dictionary<string, double> ReadWeights(string path)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!Expect(JsonTokenType.StartObject, path, "weights stand by tagger, as in { \"local\": 0.7 }"))
        {
            return weights;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var tagger = _reader.GetString()!;
            _reader.Read();
            if (Expect(JsonTokenType.Number, path, "a weight is a number from 0 to 1"))
            {
                Add(weights, tagger, _reader.GetDouble(), path);
            }
        }

        return weights;
    }

    private void ReadNames(Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> to)
    {
        while (NextMember("names", out var tag, out var path))
        {
            if (!Expect(JsonTokenType.StartObject, path, "names stand by language, as in { \"de\": [\"Hund\"] }"))
            {
                continue;
            }

            var languages = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var language = _reader.GetString()!;
                _reader.Read();
                IReadOnlyList<string>? names =
                    _reader.TokenType == JsonTokenType.String ? [_reader.GetString()!] : ReadList(path);
                if (names is not null)
                {
                    Add(languages, language, names, path);
                }
            }

            Add(to, tag, languages, path);
        }
    }

    private List<string>? ReadList(string path)
    {
        if (!Expect(JsonTokenType.StartArray, path, "a list of names in brackets is wanted"))
        {
            return null;
        }

        List<string> names = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (Expect(JsonTokenType.String, path, "a name stands in quotes"))
            {
                names.Add(_reader.GetString()!);
            }
        }

        return names;
    }

    // Stands before a section's object at first, then behind each member's value.
    private bool NextMember(string section, out string name, out string path)
    {
        (name, path) = ("", "$." + section);
        if (
            _reader.TokenType != JsonTokenType.StartObject
            && !_inside
            && !Expect(JsonTokenType.StartObject, path, "an object is wanted")
        )
        {
            return false;
        }

        _inside = true;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
        {
            _inside = false;
            return false;
        }

        name = _reader.GetString()!;
        path = VocabularyFault.In(section, name);
        Mark(path);
        _reader.Read();
        return true;
    }

    private readonly void Add<T>(Dictionary<string, T> to, string name, T value, string path)
    {
        if (!to.TryAdd(name, value))
        {
            _faults.Add(new(path, $"'{name}' is there twice."));
        }
    }

    private bool Expect(JsonTokenType type, string path, string message)
    {
        if (_reader.TokenType == type)
        {
            return true;
        }

        Mark(path);
        _faults.Add(new(path, message + "."));
        _reader.Skip();
        return false;
    }

    private void Mark(string path)
    {
        var at = _reader.TokenStartIndex;
        _line += _json[(int)_counted..(int)at].Count((byte)'\n');
        _counted = at;
        _lines[path] = _line;
    }
}
