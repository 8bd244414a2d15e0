using Parquet;
using Parquet.Schema;

namespace ImageTagging.Tool.Exporting;

/// <summary>One leaf of the schema over one row group: its values, and the levels that say where among rows and lists they stand.</summary>
internal abstract class ParquetColumn(DataField leaf)
{
    private readonly bool _hasDefinitions = leaf.MaxDefinitionLevel > 0;
    private readonly bool _hasRepetitions = leaf.MaxRepetitionLevel > 0;
    private readonly ParquetBuffer<int> _definitions = new();
    private readonly ParquetBuffer<int> _repetitions = new();

    protected DataField Leaf => leaf;

    protected ReadOnlyMemory<int>? Definitions => _hasDefinitions ? _definitions.Memory : (ReadOnlyMemory<int>?)null;

    protected ReadOnlyMemory<int>? Repetitions => _hasRepetitions ? _repetitions.Memory : (ReadOnlyMemory<int>?)null;

    /// <summary>Says that there is no value here, and how much of the path to it there is.</summary>
    public void Absent(int definition, int repetition) => Level(definition, repetition);

    public virtual void Clear()
    {
        _definitions.Clear();
        _repetitions.Clear();
    }

    public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken);

    protected void Level(int definition, int repetition)
    {
        if (_hasDefinitions)
        {
            _definitions.Add(definition);
        }

        if (_hasRepetitions)
        {
            _repetitions.Add(repetition);
        }
    }
}

/// <inheritdoc />
internal sealed class ParquetColumn<T>(DataField leaf) : ParquetColumn(leaf)
    where T : struct
{
    private readonly ParquetBuffer<T> _values = new();

    public void Add(T value, int repetition = 0)
    {
        _values.Add(value);
        Level(Leaf.MaxDefinitionLevel, repetition);
    }

    /// <summary>A value, or that there is none though what it belongs to is there.</summary>
    public void Add(T? value, int repetition = 0)
    {
        if (value is { } there)
        {
            Add(there, repetition);
        }
        else
        {
            Absent(Leaf.MaxDefinitionLevel - 1, repetition);
        }
    }

    public override void Clear()
    {
        base.Clear();
        _values.Clear();
    }

    public override Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken) =>
        group.WriteAllPartsAsync(Leaf, _values.Memory, Definitions, Repetitions, cancellationToken);
}
