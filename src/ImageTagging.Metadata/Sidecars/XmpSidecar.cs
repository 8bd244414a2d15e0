using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ImageTagging.Metadata;

/// <summary>Writes tags, title and rating into an XMP document, and leaves all in it alone that somebody else wrote.</summary>
/// <remarks>
/// What was written is noted in the document itself, in a name space of its own. So the next writing takes away what is no longer
/// so without touching what people or other programs wrote, does not write again what people took away, and whoever reads keywords
/// can tell a machine's from people's.
/// </remarks>
internal sealed class XmpSidecar
{
    /// <summary>The name space of the notes.</summary>
    public const string Space = "urn:imagetagging:sidecar:1.0/";

    private const int MostCharacters = 16 << 20;
    private const int MostLevels = 256;

    private static readonly XNamespace s_meta = "adobe:ns:meta/";
    private static readonly XNamespace s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace s_dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace s_lr = "http://ns.adobe.com/lightroom/1.0/";
    private static readonly XNamespace s_digiKam = "http://www.digikam.org/ns/1.0/";
    private static readonly XNamespace s_xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace s_own = Space;

    private static readonly Dictionary<XNamespace, string> s_prefixes = new()
    {
        [s_dc] = "dc",
        [s_lr] = "lr",
        [s_digiKam] = "digiKam",
        [s_xmp] = "xmp",
        [s_own] = "imagetag",
    };

    private static readonly HashSet<XName> s_containers = [s_rdf + "Bag", s_rdf + "Seq", s_rdf + "Alt"];

    private readonly XElement _rdf;
    private bool _isChanged;

    private XmpSidecar(XElement rdf) => _rdf = rdf;

    /// <summary>The document with what it is to say; null where it says so already.</summary>
    /// <param name="former">The document as it is; null where there is none.</param>
    /// <param name="content">What it is to say.</param>
    /// <exception cref="XmlException">What is there cannot be read, so that it could not be kept.</exception>
    public static byte[]? Apply(ReadOnlyMemory<byte>? former, SidecarContent content)
    {
        // An empty file has nothing to keep.
        var document = former is { IsEmpty: false } bytes ? Load(bytes) : Empty();
        var rdf = document.Descendants(s_rdf + "RDF").FirstOrDefault() ?? throw new XmlException("it holds no XMP (no rdf:RDF)");
        var sidecar = new XmpSidecar(rdf);
        sidecar.SetTags(content.Tags);
        sidecar.SetTitle(content.Title, content.IsTitleGiven);
        sidecar.SetRating(content.Rating?.ToString(CultureInfo.InvariantCulture), content.IsRatingGiven);
        return sidecar._isChanged ? Save(document, isNew: former is not { IsEmpty: false }) : null;
    }

    private void SetTags(IReadOnlyList<SidecarTag> tags)
    {
        var (there, noted, notedPaths) = (Items(s_dc + "subject"), Items(s_own + "Tags"), Items(s_own + "Paths"));
        var (isThere, isNoted) = (Names(there), Names(noted));
        var theirs = Names(there.Where(t => !Has(isNoted, t)));
        var own = tags.Where(t => IsText(t.Name) && !Has(theirs, t.Name)).ToList();
        SetItems(s_dc + "subject", "Bag", [.. own.Select(t => t.Name)], noted);
        SetNotes("Tags", [.. own.Select(t => t.Name)]);

        // What people have, and what they took away, has no place of ours either.
        var placed = own.Where(t => t.Above.All(IsText) && (!Has(isNoted, t.Name) || Has(isThere, t.Name))).ToList();
        string[] paths = [.. placed.Where(t => t.Above.Count > 0).Select(t => t.Path('|')).OfType<string>()];
        SetItems(s_lr + "hierarchicalSubject", "Bag", paths, notedPaths);
        SetItems(
            s_digiKam + "TagsList",
            "Seq",
            [.. placed.Select(t => t.Path('/')).OfType<string>()],
            [.. notedPaths.Select(p => p.Replace('|', '/')), .. noted]
        );
        SetNotes("Paths", paths);
    }

    private void SetTitle(string? title, bool isGiven)
    {
        if (title is not null && !IsText(title))
        {
            return;
        }

        SetOne("Title", title, ValueOf(s_dc + "title"), isGiven, Write);

        void Write(string? text)
        {
            // Others may have put the title in further languages beside ours.
            var list = ListOf(s_dc + "title", "Alt");
            var ours = list.Elements(s_rdf + "li").FirstOrDefault();
            if (text is null)
            {
                ours?.Remove();
            }
            else if (ours is null)
            {
                list.Add(new XElement(s_rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), text));
            }
            else
            {
                ours.Value = text;
            }

            if (!list.HasElements)
            {
                Remove(s_dc + "title");
            }
        }
    }

    private void SetRating(string? rating, bool isGiven)
    {
        SetOne("Rating", rating, ValueOf(s_xmp + "Rating"), isGiven, Write);

        void Write(string? text)
        {
            Remove(s_xmp + "Rating");
            if (text is not null)
            {
                Add(s_xmp + "Rating", text);
            }
        }
    }

    // A property with one value: ours to change while it is missing, or as we wrote it; what a person gave also over what others
    // wrote before. What they change it to since stays theirs.
    private void SetOne(string note, string? wanted, string? there, bool isGiven, Action<string?> write)
    {
        var noted = ValueOf(s_own + note);
        if (wanted == noted || (noted != there && !isGiven) || (wanted == "0" && there is null))
        {
            return;
        }

        write(wanted);
        Remove(s_own + note);
        if (wanted is not null)
        {
            Add(s_own + note, wanted);
        }

        _isChanged = true;
    }

    // Adds what is wanted and takes away what was ours and is wanted no longer. What was ours and is missing, somebody took away.
    private void SetItems(XName name, string container, IReadOnlyList<string> wanted, IReadOnlyList<string> noted)
    {
        var there = Items(name);
        var (isThere, isNoted, isWanted) = (Names(there), Names(noted), Names(wanted));
        var added = wanted.Where(w => !Has(isThere, w) && !Has(isNoted, w)).DistinctBy(TagName.Normalize).ToList();
        var left = Names(there.Where(t => Has(isNoted, t) && !Has(isWanted, t)));
        if (added.Count + left.Count == 0)
        {
            return;
        }

        _isChanged = true;
        var list = ListOf(name, container);
        foreach (var item in list.Elements(s_rdf + "li").Where(i => Has(left, i.Value)).ToArray())
        {
            item.Remove();
        }

        list.Add(added.Select(text => new XElement(s_rdf + "li", text)));
        if (!list.HasElements)
        {
            Remove(name);
        }
    }

    private void SetNotes(string name, string[] texts)
    {
        if (Items(s_own + name).SequenceEqual(texts, StringComparer.Ordinal))
        {
            return;
        }

        _isChanged = true;
        Remove(s_own + name);
        if (texts.Length > 0)
        {
            Add(s_own + name, new XElement(s_rdf + "Bag", texts.Select(text => new XElement(s_rdf + "li", text))));
        }
    }

    private IEnumerable<XElement> Descriptions => _rdf.Elements(s_rdf + "Description");

    private List<string> Items(XName name) =>
        [
            .. Descriptions.Attributes(name).Select(a => a.Value),
            .. Descriptions.Elements(name).SelectMany(p => p.HasElements ? Listed(p).Select(i => i.Value) : [p.Value]),
        ];

    private string? ValueOf(XName name) => Items(name) is [{ Length: > 0 } first, ..] ? first : null;

    private static IEnumerable<XElement> Listed(XElement property) =>
        property.Elements().Where(e => s_containers.Contains(e.Name)).Elements(s_rdf + "li");

    // The list that a property has; where it has its value without one, a list with that value.
    private XElement ListOf(XName name, string container)
    {
        if (Descriptions.Elements(name).Elements().FirstOrDefault(e => s_containers.Contains(e.Name)) is { } list)
        {
            return list;
        }

        if (Descriptions.Elements(name).Any(p => p.HasElements))
        {
            throw new XmlException($"its {name.LocalName} is no list of words");
        }

        var items = Items(name).Where(i => i.Length > 0).Select(text => new XElement(s_rdf + "li", text)).ToArray();
        Remove(name);
        var made = new XElement(s_rdf + container, items);
        Add(name, made);
        return made;
    }

    private void Remove(XName name)
    {
        foreach (var attribute in Descriptions.Attributes(name).ToArray())
        {
            attribute.Remove();
        }

        foreach (var element in Descriptions.Elements(name).ToArray())
        {
            element.Remove();
        }
    }

    private void Add(XName name, object value)
    {
        var description = Descriptions.FirstOrDefault();
        if (description is null)
        {
            description = new XElement(s_rdf + "Description", new XAttribute(s_rdf + "about", ""));
            _rdf.Add(description);
        }

        if (description.GetPrefixOfNamespace(name.Namespace) is null)
        {
            var prefix = s_prefixes[name.Namespace];
            while (description.GetNamespaceOfPrefix(prefix) is not null)
            {
                // Somebody uses it for another name space.
                prefix += "1";
            }

            description.Add(new XAttribute(XNamespace.Xmlns + prefix, name.NamespaceName));
        }

        description.Add(new XElement(name, value));
    }

    // As tags are compared: Größe is grösse.
    private static HashSet<string> Names(IEnumerable<string> texts) => [.. texts.Select(TagName.Normalize)];

    private static bool Has(HashSet<string> names, string text) => names.Contains(TagName.Normalize(text));

    // Names come from outside, and XML does not hold every character.
    private static bool IsText(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static XDocument Empty() =>
        new(
            new XProcessingInstruction("xpacket", "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\""),
            new XElement(
                s_meta + "xmpmeta",
                new XAttribute(XNamespace.Xmlns + "x", s_meta.NamespaceName),
                new XElement(s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", s_rdf.NamespaceName))
            ),
            new XProcessingInstruction("xpacket", "end=\"w\"")
        );

    private static XDocument Load(ReadOnlyMemory<byte> bytes)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
        };
        using (var levels = XmlReader.Create(Text(), settings))
        {
            while (levels.Read())
            {
                if (levels.Depth > MostLevels)
                {
                    throw new XmlException("it is nested too deeply");
                }
            }
        }

        using var reader = XmlReader.Create(Text(), settings);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);

        MemoryStream Text() => new(bytes.ToArray(), writable: false);
    }

    private static byte[] Save(XDocument document, bool isNew)
    {
        if (document.Declaration is { } declaration)
        {
            declaration.Encoding = "utf-8";
        }

        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            OmitXmlDeclaration = document.Declaration is null,
            Indent = isNew,
            NewLineChars = "\n",
            // Line ends that would read otherwise go as entities.
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            document.Save(writer);
        }

        return bytes.ToArray();
    }
}
