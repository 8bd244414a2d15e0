using System.Runtime.InteropServices;
using System.Text;

namespace ImageTagging.Semantics;

/// <summary>
/// The vectors that one process worked out, for the next: a head, the names, and their vectors one after the other. It is replaced as a
/// whole, so that a reader sees the old or the new one; what is no such file is taken for an empty one.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class VectorFile(string path)
{
    // Of this model and this form: vectors of another tell nothing.
    private static ReadOnlySpan<byte> Mark => "MiniLM-L6 vectors 1\n"u8;

    private const int MostNameBytes = 64 << 20;
    private const float Tolerance = 1e-3f;

    private static int HeadBytes => Mark.Length + (2 * sizeof(int));

    /// <summary>The names with their meanings; none where there is no usable file.</summary>
    public IReadOnlyList<(string Name, Meaning Meaning)> Read(int most)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            Span<byte> head = stackalloc byte[HeadBytes];
            if (RandomAccess.Read(file, head, 0) != HeadBytes || !head.StartsWith(Mark))
            {
                return [];
            }

            var numbers = MemoryMarshal.Cast<byte, int>(head[Mark.Length..]);
            var (count, nameBytes) = (numbers[0], numbers[1]);
            var vectorBytes = (long)count * SentenceEncoder.Width * sizeof(float);
            if (
                count < 0
                || count > most
                || nameBytes is < 0 or > MostNameBytes
                || RandomAccess.GetLength(file) != HeadBytes + nameBytes + vectorBytes
            )
            {
                return [];
            }

            var names = new byte[nameBytes];
            var vectors = GC.AllocateUninitializedArray<float>(count * SentenceEncoder.Width);
            return Fill(file, names, HeadBytes) && Fill(file, MemoryMarshal.AsBytes(vectors.AsSpan()), HeadBytes + nameBytes)
                ? Parse(names, vectors, count)
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Replaces the file; where that cannot be done, or another process does it now, what was there stays.</summary>
    public void Write(IEnumerable<(string Name, Meaning Meaning)> meanings)
    {
        var known = meanings.Where(m => !m.Name.Contains('\n', StringComparison.Ordinal)).ToArray();
        try
        {
            var next = path + ".new";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                var names = Names(known);
                file.Write(Mark);
                file.Write(MemoryMarshal.AsBytes<int>([known.Length, names.Length]));
                file.Write(names);
                foreach (var (_, meaning) in known)
                {
                    file.Write(MemoryMarshal.AsBytes(meaning.Vector.Span));
                }
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost but time.
        }
    }

    // One name a line, behind a sign that says whether it was read by pieces.
    private static byte[] Names((string Name, Meaning Meaning)[] known)
    {
        var text = new StringBuilder();
        foreach (var (name, meaning) in known)
        {
            text.Append(meaning.IsPieced ? '-' : '+').Append(name).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> to, long from)
    {
        while (to.Length > 0)
        {
            var read = RandomAccess.Read(file, to, from);
            if (read == 0)
            {
                return false;
            }

            to = to[read..];
            from += read;
        }

        return true;
    }

    private static List<(string Name, Meaning Meaning)> Parse(byte[] names, float[] vectors, int count)
    {
        var lines = Encoding.UTF8.GetString(names).Split('\n');
        if (lines.Length != count + 1)
        {
            return [];
        }

        var known = new List<(string Name, Meaning Meaning)>(count);
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsMemory(i * SentenceEncoder.Width, SentenceEncoder.Width);
            // What a disk has spoilt is no vector of length one any more.
            if (lines[i] is not ['+' or '-', ..] line || !(Math.Abs(Vectors.Dot(vector.Span, vector.Span) - 1) < Tolerance))
            {
                return [];
            }

            known.Add((line[1..], new(vector, line[0] == '-')));
        }

        return known;
    }
}
