using System.Net;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Finds keywords and the names of people in an XMP packet: one pass, no recursion, whatever the packet is made of.</summary>
/// <remarks>
/// No XML parser: those give up with the first fault, and a packet of which one property is damaged still has its keywords. Entities
/// that a packet defines are not followed. Time grows with the length of the packet alone.
/// </remarks>
internal sealed class XmpKeywords
{
    private const int MostLevels = 64;
    private const int MostItems = 2000;
    private const int LongestText = 64 << 10;
    private const int LongestTag = 64 << 10;
    private const int MostNamespaces = 256;

    internal static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // Name spaces as programs write them, with and without the last slash; the prefixes serve where nobody declared one.
    private static readonly Dictionary<string, string> s_spaces = new(StringComparer.Ordinal)
    {
        ["http://www.w3.org/1999/02/22-rdf-syntax-ns#"] = "rdf",
        ["http://purl.org/dc/elements/1.1"] = "dc",
        ["http://ns.adobe.com/lightroom/1.0"] = "lr",
        ["http://www.digikam.org/ns/1.0"] = "digiKam",
        ["http://ns.microsoft.com/photo/1.0"] = "MicrosoftPhoto",
        ["http://ns.microsoft.com/photo/1.2/t/Region#"] = "MPReg",
        ["http://www.metadataworkinggroup.com/schemas/keywords"] = "mwg-kw",
        ["http://www.metadataworkinggroup.com/schemas/regions"] = "mwg-rs",
        ["http://ns.acdsee.com/iptc/1.0"] = "acdsee",
        ["http://ns.iview-multimedia.com/mediapro/1.0"] = "mediapro",
        ["http://iptc.org/std/Iptc4xmpExt/2008-02-29"] = "Iptc4xmpExt",
        ["http://iptc.org/std/Iptc4xmpCore/1.0/xmlns"] = "Iptc4xmpCore",
        ["http://ns.adobe.com/xap/1.0"] = "xmp",
        ["http://ns.adobe.com/xap/1.0/rights"] = "xmpRights",
        ["http://ns.adobe.com/exif/1.0"] = "exif",
        ["http://ns.adobe.com/exif/1.0/aux"] = "aux",
        ["http://cipa.jp/exif/1.0"] = "exifEX",
        ["http://ns.adobe.com/tiff/1.0"] = "tiff",
        ["http://ns.adobe.com/photoshop/1.0"] = "photoshop",
        ["http://ns.adobe.com/xmp/sType/Area#"] = "stArea",
        ["http://ns.google.com/photos/1.0/camera"] = "GCamera",
        [XmpSidecar.Space.TrimEnd('/')] = "imagetag",
    };

    private readonly List<Keyword?> _found;
    private readonly XmpProperties? _properties;
    private readonly List<Frame> _open = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _ownTags = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ownPaths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _prefixes = new(StringComparer.Ordinal);
    private readonly string _text;
    private readonly CancellationToken _cancellation;
    private int _deeper;
    private string? _lost;

    private XmpKeywords(string text, List<Keyword?> found, XmpProperties? properties, CancellationToken cancellation) =>
        (_text, _found, _properties, _cancellation) = (text, found, properties, cancellation);

    /// <summary>Adds what the packet says; returns what was lost, or null.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="found">Where keywords go.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="properties">Where the picture's properties and regions go; null for nowhere.</param>
    public static string? Read(
        ReadOnlySpan<byte> packet,
        List<Keyword?> found,
        CancellationToken cancellation,
        XmpProperties? properties = null
    )
    {
        var reader = new XmpKeywords(Decode(packet), found, properties, cancellation);
        var before = found.Count;
        reader.Scan();
        foreach (var node in reader._nodes.Where(n => n.Name is not null && (n.IsApplied ?? !n.HasChild)))
        {
            var above = new List<string>();
            for (var up = node.Parent; up is not null; up = up.Parent)
            {
                above.Add(up.Name ?? "");
            }

            above.Reverse();
            reader.Add(Keyword.Below([.. above, node.Name!]), node.Name!);
        }

        reader.TakeAwayOwn(before);
        return reader._lost;
    }

    /// <summary>Text in whatever encoding it is: UTF-16 and UTF-32 by their zeros, else UTF-8, and bytes that are none as Windows writes them.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        switch (bytes)
        {
            case [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..]:
                return new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetString(bytes).TrimStart('\uFEFF');
            case [0xFF, 0xFE, 0, 0, ..] or [not 0, 0, 0, 0, ..]:
                return Encoding.UTF32.GetString(bytes).TrimStart('\uFEFF');
            case [0xFE, 0xFF, ..] or [0, not 0, ..]:
                return Encoding.BigEndianUnicode.GetString(bytes).TrimStart('\uFEFF');
            case [0xFF, 0xFE, ..] or [not 0, 0, ..]:
                return Encoding.Unicode.GetString(bytes).TrimStart('\uFEFF');
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExceptInRange((byte)1, (byte)127);
            plain = plain < 0 ? bytes.Length : plain;
            text.Append(Encoding.ASCII.GetString(bytes[..plain]));
            bytes = bytes[plain..];
            if (bytes.IsEmpty)
            {
                break;
            }

            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(characters[..rune.EncodeToUtf16(characters)]);
                bytes = bytes[used..];
            }
            else
            {
                text.Append(Windows.GetString(bytes[..1]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    private void Scan()
    {
        var at = 0;
        while (at < _text.Length)
        {
            _cancellation.ThrowIfCancellationRequested();
            var tag = _text.IndexOf('<', at);
            AddText(_text.AsSpan(at, (tag < 0 ? _text.Length : tag) - at));
            if (tag < 0)
            {
                break;
            }

            at =
                tag + 1 >= _text.Length ? _text.Length
                : _text[tag + 1] is '!' or '?' ? Aside(tag)
                : _text[tag + 1] == '/' ? Close(tag)
                : Open(tag);
        }

        if (_open.Count > 0)
        {
            _lost ??= "the XMP ends in its midst";
        }

        while (_open.Count > 0)
        {
            Pop();
        }
    }

    private int Aside(int at)
    {
        var rest = _text.AsSpan(at);
        if (rest.StartsWith("<![CDATA["))
        {
            var end = After("]]>", at + 9);
            AddText(_text.AsSpan(at + 9, Math.Max(0, end - 3 - at - 9)));
            return end;
        }

        if (rest.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
        {
            var close = rest.IndexOfAny('>', '[');
            return close >= 0 && rest[close] == '[' ? After("]>", at) : After(">", at);
        }

        return After(
            rest.StartsWith("<!--") ? "-->"
                : rest.StartsWith("<?") ? "?>"
                : ">",
            at + 2
        );
    }

    private int After(string end, int at)
    {
        var found = at >= _text.Length ? -1 : _text.IndexOf(end, at, StringComparison.Ordinal);
        if (found < 0)
        {
            _lost ??= "the XMP ends in its midst";
            return _text.Length;
        }

        return found + end.Length;
    }

    private int Open(int at)
    {
        var i = at + 1;
        var name = Name(ref i);
        if (name.Length == 0)
        {
            _lost ??= "the XMP is damaged";
            AddText("<");
            return at + 1;
        }

        var attributes = new List<(string Name, string Value)>();
        var isEmpty = false;
        var end = Math.Min(_text.Length, at + LongestTag);
        while (true)
        {
            while (i < end && _text[i] is not ('>' or '/' or '<') && !IsNameCharacter(_text[i]))
            {
                i++;
            }

            if (i >= end || _text[i] == '<')
            {
                _lost ??= "the XMP is damaged";
                break;
            }

            if (_text[i] == '>')
            {
                i++;
                break;
            }

            if (_text[i] == '/')
            {
                isEmpty = i + 1 < end && _text[i + 1] == '>';
                i++;
                continue;
            }

            var attribute = Name(ref i);
            Skip(ref i, end);
            if (i < end && _text[i] == '=')
            {
                i++;
                Skip(ref i, end);
                if (i < end && _text[i] is '"' or '\'')
                {
                    var close = _text.IndexOf(_text[i], i + 1, end - i - 1);
                    if (close < 0)
                    {
                        _lost ??= "the XMP is damaged";
                        i = end;
                        break;
                    }

                    attributes.Add((attribute, _text[(i + 1)..close]));
                    i = close + 1;
                }
            }
        }

        Push(name, attributes);
        if (isEmpty && _open.Count > 0)
        {
            Pop();
        }

        return i;
    }

    private void Push(string name, List<(string Name, string Value)> attributes)
    {
        if (_open.Count >= MostLevels)
        {
            // What is below is passed over; the level is still kept, so that what closes it is known.
            _lost ??= "the XMP is nested too deeply";
            _deeper++;
            return;
        }

        // What a prefix means holds within its element, and what it meant before holds again behind it.
        var former = new List<(string Prefix, string? Space)>();
        foreach (var (attribute, value) in attributes)
        {
            if (attribute == "xmlns" || attribute.StartsWith("xmlns:", StringComparison.Ordinal))
            {
                Declare(attribute.Length == 5 ? "" : attribute[6..], value, former);
            }
        }

        var frame = new Frame(name, Resolve(name), former);
        if (_open.Count > 0)
        {
            _open[^1].HasChild = true;
        }

        _open.Add(frame);
        foreach (var (attribute, value) in attributes.Where(a => !a.Name.StartsWith("xmlns", StringComparison.Ordinal)))
        {
            // An attribute without a prefix belongs to no name space, whatever its element's is.
            var property = attribute.Contains(':', StringComparison.Ordinal) ? Resolve(attribute) : "?:" + attribute;
            Value(property, Unescape(value), isAttribute: true);
        }
    }

    private void Declare(string prefix, string space, List<(string Prefix, string? Space)> former)
    {
        if (_prefixes.Count >= MostNamespaces && !_prefixes.ContainsKey(prefix))
        {
            _lost ??= "the XMP has too many name spaces";
            return;
        }

        former.Add((prefix, _prefixes.GetValueOrDefault(prefix)));
        _prefixes[prefix] = s_spaces.GetValueOrDefault(space.Trim().TrimEnd('/'), "");
    }

    private int Close(int at)
    {
        var i = at + 2;
        var name = Name(ref i);
        var end = After(">", i);
        if (_deeper > 0)
        {
            _deeper--;
            return end;
        }

        var open = _open.FindLastIndex(f => f.Name == name);
        if (open < 0)
        {
            _lost ??= "the XMP is damaged";
            return end;
        }

        if (open < _open.Count - 1)
        {
            // Something within was never closed.
            _lost ??= "the XMP is damaged";
        }

        while (_open.Count > open)
        {
            Pop();
        }

        return end;
    }

    private void Pop()
    {
        if (_deeper > 0)
        {
            _deeper--;
            return;
        }

        var frame = _open[^1];
        var text = frame.Text?.ToString();
        if (!frame.HasChild && !string.IsNullOrWhiteSpace(text))
        {
            var isItem = frame.Property is "rdf:li" or "rdf:value";
            var property = isItem
                ? _open.FindLast(f => !f.Property.StartsWith("rdf:", StringComparison.Ordinal))?.Property
                : frame.Property;
            Value(property ?? "", Unescape(text), isAttribute: false);
        }

        if (frame.PersonName is { } person && frame.RegionType is null or "Face")
        {
            Add(Keyword.Plain(person), person);
            _properties?.AddPerson(person, frame.Area);
        }

        _open.RemoveAt(_open.Count - 1);
        for (var i = frame.Former.Count - 1; i >= 0; i--)
        {
            if (frame.Former[i].Space is { } space)
            {
                _prefixes[frame.Former[i].Prefix] = space;
            }
            else
            {
                _prefixes.Remove(frame.Former[i].Prefix);
            }
        }
    }

    private void AddText(ReadOnlySpan<char> text)
    {
        if (_deeper == 0 && _open.Count > 0 && !text.IsEmpty)
        {
            var buffer = _open[^1].Text ??= new();
            if (text.Length > LongestText - buffer.Length)
            {
                _lost ??= "a text of the XMP is too long";
            }

            buffer.Append(text[..Math.Min(text.Length, LongestText - buffer.Length)]);
        }
    }

    private void Value(string name, string value, bool isAttribute)
    {
        if (_properties is not null && name is not "" && name[0] != '?' && IsOfPicture(isAttribute))
        {
            _properties.Add(name, value);
        }

        switch (name)
        {
            case "dc:subject"
            or "acdsee:keywords"
            or "mediapro:People"
            or "Iptc4xmpExt:PersonInImage" when IsOfPicture(isAttribute):
            case "MPReg:PersonDisplayName" or "Iptc4xmpExt:PersonName":
                Add(Keyword.Plain(value), value);
                break;
            case "lr:hierarchicalSubject" or "mediapro:CatalogSets" when IsOfPicture(isAttribute):
                Add(Keyword.Placed(value, '|'), value);
                break;
            case "digiKam:TagsList" or "MicrosoftPhoto:LastKeywordXMP" when IsOfPicture(isAttribute):
                Add(Keyword.Placed(value, '/'), value);
                break;
            case "imagetag:Tags" when IsOfPicture(isAttribute) && _ownTags.Count < MostItems:
                _ownTags.Add(value);
                break;
            case "imagetag:Paths" when IsOfPicture(isAttribute) && _ownPaths.Count < MostItems:
                _ownPaths.Add(value);
                break;
            case "acdsee:categories" when IsOfPicture(isAttribute):
                Categories(value);
                break;
            case "mwg-kw:Keyword":
                if (NodeHere() is { } node)
                {
                    node.Name = value;
                }

                break;
            case "mwg-kw:Applied":
                if (NodeHere() is { } applied)
                {
                    applied.IsApplied = value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
                }

                break;
            case "mwg-rs:Name" when Item() is { } region:
                region.PersonName = value;
                break;
            case "stArea:x" or "stArea:y" or "stArea:w" or "stArea:h" when _properties is not null && Item() is { } region:
                region.Area[" xywh".IndexOf(name[^1], StringComparison.Ordinal) - 1] = XmpProperties.Number(value);
                break;
            case "mwg-rs:Type" when Item() is { } region:
                region.RegionType = value.Trim();
                break;
        }
    }

    // Packets also tell of the pictures that this one was made of, whose keywords are not its own.
    private bool IsOfPicture(bool isAttribute)
    {
        var within = _open.Count(f =>
            !f.Property.StartsWith("rdf:", StringComparison.Ordinal) && !f.Name.EndsWith("pmeta", StringComparison.Ordinal)
        );
        return within <= (isAttribute ? 0 : 1);
    }

    private void Add(Keyword? keyword, string value)
    {
        if (_found.Count >= MostItems)
        {
            _lost ??= "there are more keywords than are read";
        }
        else if (keyword is not null)
        {
            _found.Add(keyword);
        }
        else if (!string.IsNullOrWhiteSpace(value))
        {
            _lost ??= "a keyword is no text, or too long";
        }
    }

    // What this library wrote is a machine's word, which must not come back as a person's.
    private void TakeAwayOwn(int from)
    {
        for (var i = _found.Count - 1; i >= from && _ownTags.Count + _ownPaths.Count > 0; i--)
        {
            if (
                _found[i] is { } keyword
                && (
                    keyword.Above.Count == 0
                        ? _ownTags.Contains(keyword.Name)
                        : _ownPaths.Contains(string.Join('|', keyword.Above.Append(keyword.Name)))
                )
            )
            {
                _found.RemoveAt(i);
            }
        }
    }

    private Frame? Item() => _open.FindLast(f => f.Property == "rdf:li");

    private Node? NodeHere()
    {
        Node? node = null;
        foreach (var item in _open.Where(f => f.Property == "rdf:li"))
        {
            if (item.Node is null && _nodes.Count < MostItems)
            {
                item.Node = new(node);
                _nodes.Add(item.Node);
            }

            node = item.Node;
        }

        return node;
    }

    // XML in a text of its own: categories below categories, of which some are assigned.
    private void Categories(string text)
    {
        var open = new List<(string Name, bool IsAssigned)>();
        for (var at = 0; at < text.Length; )
        {
            var tag = text.IndexOf('<', at);
            if (open.Count > 0 && open[^1].Name.Length == 0)
            {
                open[^1] = (text[at..(tag < 0 ? text.Length : tag)], open[^1].IsAssigned);
            }

            var end = tag < 0 ? -1 : text.IndexOf('>', tag);
            if (end < 0 || open.Count > MostLevels)
            {
                break;
            }

            var inside = text.AsSpan(tag + 1, end - tag - 1);
            if (inside.StartsWith("/Category") && !inside.StartsWith("/Categories"))
            {
                if (open.Count > 0)
                {
                    if (open[^1].IsAssigned)
                    {
                        Add(Keyword.Below(open.Select(o => o.Name)), text);
                    }

                    open.RemoveAt(open.Count - 1);
                }
            }
            else if (inside.StartsWith("Category") && !inside.EndsWith("/"))
            {
                open.Add(
                    ("", inside.Contains("\"1\"", StringComparison.Ordinal) || inside.Contains("'1'", StringComparison.Ordinal))
                );
            }

            at = end + 1;
        }
    }

    private string Resolve(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : name[..colon];
        var space = _prefixes.GetValueOrDefault(prefix, prefix);
        return $"{(space.Length == 0 ? "?" : space)}:{name[(colon + 1)..]}";
    }

    private static string Unescape(string text) =>
        text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;

    private string Name(ref int at)
    {
        var start = at;
        while (at < _text.Length && IsNameCharacter(_text[at]))
        {
            at++;
        }

        return _text[start..at];
    }

    private void Skip(ref int at, int end)
    {
        while (at < end && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is ':' or '_' or '-' or '.';

    private sealed class Frame(string name, string property, List<(string Prefix, string? Space)> former)
    {
        private double?[]? _area;

        // The prefixes that this element declares, and what they meant before.
        public List<(string Prefix, string? Space)> Former => former;

        public string Name => name;

        public string Property => property;

        public StringBuilder? Text { get; set; }

        public bool HasChild { get; set; }

        public string? PersonName { get; set; }

        /// <summary>Where the region lies: its middle, and its sides.</summary>
        public double?[] Area => _area ??= new double?[4];

        public string? RegionType { get; set; }

        public Node? Node { get; set; }
    }

    private sealed class Node
    {
        public Node(Node? parent)
        {
            Parent = parent;
            if (parent is not null)
            {
                parent.HasChild = true;
            }
        }

        public Node? Parent { get; }

        public bool HasChild { get; private set; }

        public string? Name { get; set; }

        public bool? IsApplied { get; set; }
    }
}
