using System.Text;

namespace ImageTagging.FileSystem;

/// <summary>Sorted names in a temporary file of our own, gone when it is closed.</summary>
internal sealed class NameRun : IDisposable
{
    private readonly FileStream _file;

    private NameRun(FileStream file) => _file = file;

    public static NameRun Write(IEnumerable<string> names, string folder)
    {
        var file = TemporaryFile.Create(folder);
        try
        {
            using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
            {
                foreach (var name in names)
                {
                    writer.Write(name);
                }
            }

            file.Flush();
            return new NameRun(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public IEnumerable<string> Read()
    {
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        var length = _file.Length;
        while (_file.Position < length)
        {
            yield return reader.ReadString();
        }
    }

    public void Dispose() => _file.Dispose();
}
