using System.Text;

namespace ImageTagging.Onnx.Cards;

/// <summary>Finds the files beside a model that hold its weights: a large ONNX model names them tensor by tensor.</summary>
/// <remarks>
/// Walks the protocol buffer of onnx.proto by field numbers and passes over everything else unread, so that a model of gigabytes takes
/// no memory. Where the file is damaged it stops: loading says what is wrong with it.
/// </remarks>
internal sealed class ExternalWeights
{
    private const int MostLevels = 64;
    private const int LongestLocation = 4096;
    private const long External = 1;

    private readonly Stream _file;
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);

    private ExternalWeights(Stream file) => _file = file;

    // The messages that can hold tensors, at whatever depth: loops and branches carry graphs of their own.
    private enum Part
    {
        Unread,
        Model,
        Graph,
        Node,
        Attribute,
        Function,
        SparseTensor,
        Tensor,
    }

    /// <summary>The locations as the model writes them, relative to its file; in the order of their characters.</summary>
    /// <param name="model">The model's file, from its start; must be able to seek.</param>
    public static IReadOnlyCollection<string> Locations(Stream model)
    {
        var reader = new ExternalWeights(model);
        reader.Walk(Part.Model, model.Length, MostLevels);
        return reader._found;
    }

    private static Part Child(Part parent, long field) =>
        (parent, field) switch
        {
            (Part.Model, 7) => Part.Graph,
            (Part.Model, 25) => Part.Function,
            (Part.Graph, 1) or (Part.Function, 7) => Part.Node,
            (Part.Graph, 5) or (Part.Attribute, 5 or 10) or (Part.SparseTensor, 1 or 2) => Part.Tensor,
            (Part.Graph, 15) or (Part.Attribute, 22 or 23) => Part.SparseTensor,
            (Part.Node, 5) or (Part.Function, 11) => Part.Attribute,
            (Part.Attribute, 6 or 11) => Part.Graph,
            _ => Part.Unread,
        };

    private bool Walk(Part part, long end, int levels)
    {
        if (part == Part.Tensor)
        {
            return ReadTensor(end);
        }

        while (_file.Position < end)
        {
            if (!TryReadField(end, out var field, out _, out var after))
            {
                return false;
            }

            var child = Child(part, field);
            if (child != Part.Unread && (levels == 0 || !Walk(child, after, levels - 1)))
            {
                return false;
            }

            _file.Position = after;
        }

        return true;
    }

    private bool ReadTensor(long end)
    {
        var locations = new List<string>();
        var isExternal = false;
        while (_file.Position < end)
        {
            if (!TryReadField(end, out var field, out var number, out var after))
            {
                return false;
            }

            if (field == 13)
            {
                var (key, value) = ReadEntry(after);
                if (key == "location" && value.Length > 0)
                {
                    locations.Add(value);
                }
            }

            isExternal |= field == 14 && number == External;
            _file.Position = after;
        }

        if (isExternal)
        {
            _found.UnionWith(locations);
        }

        return true;
    }

    private (string Key, string Value) ReadEntry(long end)
    {
        var (key, value) = ("", "");
        while (_file.Position < end && TryReadField(end, out var field, out _, out var after))
        {
            if (field is 1 or 2 && after - _file.Position <= LongestLocation)
            {
                var bytes = new byte[after - _file.Position];
                _file.ReadExactly(bytes);
                (key, value) = field == 1 ? (Encoding.UTF8.GetString(bytes), value) : (key, Encoding.UTF8.GetString(bytes));
            }

            _file.Position = after;
        }

        return (key, value);
    }

    // Stands at the field's content afterwards; a number has been read.
    private bool TryReadField(long end, out long field, out long number, out long after)
    {
        (field, number, after) = (0, 0, end);
        if (!TryReadNumber(out var tag))
        {
            return false;
        }

        field = tag >> 3;
        long length;
        switch (tag & 7)
        {
            case 0 when TryReadNumber(out number):
                length = 0;
                break;
            case 1:
                length = 8;
                break;
            case 2 when TryReadNumber(out length):
                break;
            case 5:
                length = 4;
                break;
            default:
                return false;
        }

        if (length < 0 || length > end - _file.Position)
        {
            return false;
        }

        after = _file.Position + length;
        return true;
    }

    private bool TryReadNumber(out long number)
    {
        number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var value = _file.ReadByte();
            if (value < 0)
            {
                return false;
            }

            number |= (long)(value & 0x7F) << shift;
            if (value < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
