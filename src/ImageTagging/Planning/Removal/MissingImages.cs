using System.Runtime.InteropServices;
using ImageTagging.FileSystem;

namespace ImageTagging.Planning;

/// <summary>Keys that were not listed, kept in a temporary file until the listing has ended whole.</summary>
/// <remarks>Threads may add together; reading comes after the last addition.</remarks>
internal sealed class MissingImages : IAsyncDisposable
{
    // The parts of an entry must not mix with another range's.
    private readonly Lock _lock = new();
    private FileStream? _file;
    private BinaryWriter? _writer;

    /// <summary>How many are to be marked gone.</summary>
    public long Missing { get; private set; }

    /// <summary>How many are to be purged.</summary>
    public long Expired { get; private set; }

    /// <summary>Adds a key.</summary>
    public void Add(MissingImage image)
    {
        lock (_lock)
        {
            _writer ??= Open();
            _writer.Write(image.IsExpired);
            _writer.Write(image.IsPaired);
            _writer.Write(image.ListedAt.UtcTicks);
            _writer.Write(image.Key.Length);
            // UTF-16 as it is: a key may hold what UTF-8 cannot.
            _writer.Write(MemoryMarshal.AsBytes(image.Key.AsSpan()));
            if (image.IsExpired)
            {
                Expired++;
            }
            else
            {
                Missing++;
            }
        }
    }

    /// <summary>Reads all, in batches.</summary>
    public IEnumerable<IReadOnlyList<MissingImage>> ReadBatches(int size)
    {
        if (_file is null)
        {
            yield break;
        }

        _writer!.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        for (var left = Missing + Expired; left > 0; )
        {
            var batch = new List<MissingImage>(size);
            for (; batch.Count < size && left > 0; left--)
            {
                var expired = reader.ReadBoolean();
                var paired = reader.ReadBoolean();
                var listedAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
                var key = new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(reader.ReadInt32() * 2)));
                batch.Add(new(key, listedAt, expired, paired));
            }

            yield return batch;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private BinaryWriter Open()
    {
        _file = TemporaryFile.Create();
        return new BinaryWriter(_file, System.Text.Encoding.UTF8);
    }
}
