using Parquet;

namespace ImageTagging.Tool.Exporting;

/// <summary>Apache Parquet: one row group is encoded while the next one is being filled.</summary>
internal sealed class ParquetRecordWriter : IRecordWriter
{
    // Two groups are held, one being filled and one being encoded; and some 40 KB of every one written, for the end of the file.
    private const int MostRows = 8_192;
    private const int MostValues = 250_000;
    private readonly ParquetWriter _writer;
    private ParquetRecords _filling = new();
    private ParquetRecords _other = new();
    private Task _encoding = Task.CompletedTask;

    private ParquetRecordWriter(ParquetWriter writer) => _writer = writer;

    public static async Task<ParquetRecordWriter> CreateAsync(Stream to, CancellationToken cancellationToken) =>
        new(
            await ParquetWriter
                .CreateAsync(
                    ParquetRecords.Schema,
                    to,
                    new ParquetOptions { CompressionMethod = CompressionMethod.Snappy },
                    append: false,
                    cancellationToken
                )
                .ConfigureAwait(false)
        );

    public ValueTask WriteAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        _filling.Add(record);
        return _filling.Rows >= MostRows || _filling.Values >= MostValues
            ? HandOverAsync(cancellationToken)
            : ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_filling.Rows > 0)
        {
            await HandOverAsync(cancellationToken).ConfigureAwait(false);
        }

        await _encoding.ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    // The writer's own end is written by CompleteAsync; a file that was given up is deleted.
    public async ValueTask DisposeAsync() => await _encoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask HandOverAsync(CancellationToken cancellationToken)
    {
        await _encoding.ConfigureAwait(false);
        (_filling, _other) = (_other, _filling);
        var full = _other;
        _encoding = Task.Run(() => EncodeAsync(full, cancellationToken), CancellationToken.None);
    }

    private async Task EncodeAsync(ParquetRecords full, CancellationToken cancellationToken)
    {
        using var group = _writer.CreateRowGroup();
        await full.WriteAsync(group, cancellationToken).ConfigureAwait(false);
        full.Clear();
    }
}
