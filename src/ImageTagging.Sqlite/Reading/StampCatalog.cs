using System.Collections.Concurrent;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The records' stamps; scans share the instances.</summary>
internal sealed class StampCatalog
{
    private readonly ConcurrentDictionary<int, RecordStamp> _stamps = new();

    public NameCatalog Texts { get; } = new("stamps", "text");

    public RecordStamp Stamp(Database database, int id)
    {
        if (!_stamps.TryGetValue(id, out var stamp))
        {
            try
            {
                stamp = RecordStamp.Parse(Texts.Name(database, id));
            }
            catch (FormatException)
            {
                throw SqliteFault.Damaged(database.Path, "a record's stamp");
            }

            _ = _stamps.TryAdd(id, stamp);
        }

        return stamp;
    }
}
