using System.Collections.Concurrent;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Texts that records share, and what was read from them; the instances are shared too.</summary>
internal sealed class TextCatalog
{
    private readonly ConcurrentDictionary<int, ImageLabel> _labels = new();
    private readonly ConcurrentDictionary<int, TaggerState> _heads = new();

    public NameCatalog Texts { get; } = new("texts", "text");

    public string Text(Database database, int id) => Texts.Name(database, id);

    /// <summary>A label without confidence and boxes.</summary>
    public ImageLabel Label(Database database, int id) =>
        _labels.TryGetValue(id, out var label) ? label : _labels.GetOrAdd(id, BodyParts.ReadKind(Text(database, id)));

    /// <summary>A tagger's answer without time and labels.</summary>
    public TaggerState Head(Database database, int id) =>
        _heads.TryGetValue(id, out var head) ? head : _heads.GetOrAdd(id, BodyParts.ReadHead(Text(database, id)));
}
