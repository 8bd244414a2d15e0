using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Checking;

/// <summary>The numbers that the file has for terms and texts; none is given.</summary>
internal sealed class StoredNumbers(Database database, SharedCaches shared) : RecordNumbers(shared)
{
    public override int Term(byte field, string name) => Shared.Catalog.Find(database, field, name);

    public override int Text(string text) => Shared.Texts.Texts.Find(database, text);

    public override int Text(ReadOnlySpan<char> text) => Text(text.ToString());

    public override int StampText(string text) => Shared.Stamps.Texts.Find(database, text);
}
