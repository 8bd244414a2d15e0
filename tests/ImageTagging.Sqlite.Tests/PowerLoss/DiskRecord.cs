namespace ImageTagging.Sqlite.Tests.PowerLoss;

/// <summary>What was done to the files of one folder, step by step, and what a disk may hold of it when the power goes.</summary>
internal sealed class DiskRecord
{
    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, byte[]> _before = new(StringComparer.Ordinal);

    public DiskRecord(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => !p.EndsWith("-shm", StringComparison.Ordinal)))
        {
            _before[Path.GetFileName(path)] = File.ReadAllBytes(path);
        }
    }

    /// <summary>How a power loss treats what was not flushed.</summary>
    public enum Loss
    {
        /// <summary>Everything up to a byte is there, in order, and nothing behind it.</summary>
        CutAtAByte,

        /// <summary>Each write is there, or is not, or is there in part, whatever came before and after.</summary>
        AnyOfThem,

        /// <summary>Nothing is there.</summary>
        All,
    }

    private enum Kind
    {
        Open,
        Write,
        Cut,
        Flush,
        Delete,
        DeleteAndFlush,
    }

    /// <summary>How many steps were done so far.</summary>
    public int Steps
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count;
            }
        }
    }

    public int Flushes
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count(s => s.Kind == Kind.Flush);
            }
        }
    }

    public void Opened(string name) => Add(new(Kind.Open, name));

    public void Written(string name, long offset, ReadOnlySpan<byte> bytes) =>
        Add(new(Kind.Write, name, offset, bytes.ToArray()));

    public void Cut(string name, long size) => Add(new(Kind.Cut, name, size));

    public void Flushed(string name) => Add(new(Kind.Flush, name));

    public void Deleted(string name, bool flushes) => Add(new(flushes ? Kind.DeleteAndFlush : Kind.Delete, name));

    /// <summary>Lays down what a disk may hold once the power went behind a step.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="steps">How many steps were done.</param>
    /// <param name="loss">How what was not flushed is treated.</param>
    /// <param name="random">Which of it.</param>
    public void LayDown(string folder, int steps, Loss loss, Random random)
    {
        var disk = new Disk(_before);
        lock (_lock)
        {
            foreach (var step in _steps.Take(steps))
            {
                disk.Do(step);
            }
        }

        foreach (var (name, bytes) in disk.After(loss, random))
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private void Add(Step step)
    {
        lock (_lock)
        {
            _steps.Add(step);
        }
    }

    private sealed record Step(Kind Kind, string Name, long Offset = 0, byte[]? Bytes = null);

    /// <summary>A file: what of it is flushed, and what was done since.</summary>
    private sealed class Inode(byte[] bytes)
    {
        private readonly MemoryStream _flushed = Fill(bytes);

        public List<Step> Waiting { get; } = [];

        public void Flush()
        {
            foreach (var step in Waiting)
            {
                Apply(_flushed, step, step.Bytes?.Length ?? 0);
            }

            Waiting.Clear();
        }

        public byte[] After(Loss loss, Random random)
        {
            var file = Fill(_flushed.ToArray());
            var left = loss == Loss.CutAtAByte ? random.NextInt64(Waiting.Sum(Length) + 1) : 0;
            foreach (var step in Waiting)
            {
                var length = Length(step);
                var kept = loss switch
                {
                    Loss.CutAtAByte => Math.Min(left, length),
                    Loss.AnyOfThem => random.Next(3) switch
                    {
                        0 => 0,
                        1 => length,
                        _ => random.NextInt64(length + 1),
                    },
                    _ => 0,
                };
                left -= kept;
                if (kept > 0)
                {
                    Apply(file, step, (int)kept);
                }
            }

            return file.ToArray();
        }

        private static long Length(Step step) => step.Bytes?.Length ?? 1;

        private static void Apply(MemoryStream file, Step step, int length)
        {
            if (step.Kind == Kind.Cut)
            {
                file.SetLength(step.Offset);
                return;
            }

            file.Position = step.Offset;
            file.Write(step.Bytes!, 0, length);
        }

        private static MemoryStream Fill(byte[] bytes)
        {
            var stream = new MemoryStream();
            stream.Write(bytes);
            return stream;
        }
    }

    /// <summary>Files by name; names too are on the disk only once their folder was flushed.</summary>
    private sealed class Disk
    {
        private readonly Dictionary<string, Inode> _flushed;
        private readonly Dictionary<string, Inode> _now;
        private readonly List<(string Name, Inode? File)> _waiting = [];

        public Disk(IReadOnlyDictionary<string, byte[]> before)
        {
            _flushed = before.ToDictionary(f => f.Key, f => new Inode(f.Value), StringComparer.Ordinal);
            _now = new(_flushed, StringComparer.Ordinal);
        }

        public void Do(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Open when !_now.ContainsKey(step.Name):
                    _waiting.Add((step.Name, _now[step.Name] = new Inode([])));
                    break;
                case Kind.Write or Kind.Cut:
                    _now[step.Name].Waiting.Add(step);
                    break;
                case Kind.Flush:
                    _now[step.Name].Flush();
                    // SQLite flushes the folder with the first flush of a log that it made.
                    if (_waiting.Exists(w => w.File == _now[step.Name]))
                    {
                        FlushFolder();
                    }

                    break;
                case Kind.Delete or Kind.DeleteAndFlush:
                    _ = _now.Remove(step.Name);
                    _waiting.Add((step.Name, null));
                    if (step.Kind == Kind.DeleteAndFlush)
                    {
                        FlushFolder();
                    }

                    break;
            }
        }

        public IEnumerable<(string Name, byte[] Bytes)> After(Loss loss, Random random)
        {
            var files = new Dictionary<string, Inode>(_flushed, StringComparer.Ordinal);
            foreach (var change in _waiting.Take(loss == Loss.All ? 0 : random.Next(_waiting.Count + 1)))
            {
                Change(files, change);
            }

            return files.Select(f => (f.Key, f.Value.After(loss, random)));
        }

        private void FlushFolder()
        {
            _waiting.ForEach(w => Change(_flushed, w));
            _waiting.Clear();
        }

        private static void Change(Dictionary<string, Inode> files, (string Name, Inode? File) change)
        {
            if (change.File is null)
            {
                _ = files.Remove(change.Name);
            }
            else
            {
                files[change.Name] = change.File;
            }
        }
    }
}
