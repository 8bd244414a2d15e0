using System.Diagnostics;
using System.Globalization;
using ImageTagging.Onnx;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How right the groups of near duplicates are over made variants of photographs, and how long a large index takes.</summary>
/// <remarks>
/// <c>--photos FOLDER</c> (default: ../shared/photos), <c>--take N</c> photographs of it (default: all); each with ten changes.
/// <c>--count N</c> made records for the time.
/// </remarks>
internal sealed class DuplicatesSet : IBenchmarkSet
{
    private static readonly (string Name, Func<Image, byte[]> Make)[] s_changes =
    [
        ("JPEG of quality 40", i => i.JpegsaveBuffer(q: 40)),
        ("WebP", i => i.WebpsaveBuffer(q: 70)),
        ("half the size", i => Jpeg(i.Resize(0.5))),
        ("320 pixels wide", i => Jpeg(i.Resize(320d / Math.Max(i.Width, i.Height)))),
        ("cropped on all sides", i => Jpeg(Crop(i, 0.04, 0.04, 0.92, 0.92))),
        ("cropped on one side", i => Jpeg(Crop(i, 0, 0, 0.93, 1))),
        ("turned by a quarter", i => Jpeg(i.Rot90())),
        ("turned by half", i => Jpeg(i.Rot180())),
        ("lighter", i => Jpeg(i.Linear([1.0], [35.0]).Cast(Enums.BandFormat.Uchar))),
        ("darker, less contrast", i => Jpeg(i.Linear([0.7], [10.0]).Cast(Enums.BandFormat.Uchar))),
    ];

    // Told beside the ten, without a bar.
    private static readonly (string Name, Func<Image, byte[]> Make)[] s_others =
    [
        ("upright by EXIF alone", i => Jpeg(i.Rot270().Mutate(m => m.Set(GValue.GIntType, "orientation", 6)))),
        ("grey", i => Jpeg(i.Colourspace(Enums.Interpretation.Bw))),
        ("noise", i => Jpeg((i + Image.Gaussnoise(i.Width, i.Height, sigma: 15)).Cast(Enums.BandFormat.Uchar))),
        ("soft", i => Jpeg(i.Gaussblur(i.Width / 400d))),
        ("a white edge", i => Jpeg(Edged(i, i.Width / 40))),
        ("a mark in a corner", i => Jpeg(Marked(i))),
        ("160 pixels wide", i => Jpeg(i.Resize(160d / Math.Max(i.Width, i.Height)))),
        ("straightened by two degrees", i => Jpeg(Crop(i.Rotate(2), 0.05, 0.05, 0.9, 0.9))),
    ];

    public string Name => "duplicates";

    public string Title => "Near duplicates: made variants of photographs, and the time of a large index";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await VariantsAsync(run, cancellationToken);
        await AlikeAsync(run, cancellationToken);
        await TimeAsync(run, cancellationToken);
    }

    private static async Task VariantsAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.Text("photos") ?? Path.Combine("..", "shared", "photos");
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.jp*g").Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
        {
            run.Say($"skipped: there are no photographs in '{folder}'; name them with --photos");
            return;
        }

        var take = run.Number("take", files.Length);
        var step = Math.Max(1, files.Length / take);
        files = [.. files.Where((_, i) => i % step == 0).Take(take)];
        run.Say($"{files.Length} photographs, each with {s_changes.Length} changes");
        var index = new InMemoryTagIndex();
        var others = s_others.ToDictionary(c => c.Name, _ => 0, StringComparer.Ordinal);
        using (var tagger = new LocalTagger())
        {
            foreach (var file in files)
            {
                var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
                await AddAsync(index, tagger, Path.GetFileNameWithoutExtension(file), "original", bytes, cancellationToken);
                using var image = Image.NewFromBuffer(bytes).Autorot();
                foreach (var (name, make) in s_changes)
                {
                    await AddAsync(index, tagger, Path.GetFileNameWithoutExtension(file), name, make(image), cancellationToken);
                }

                foreach (var (name, make) in s_others)
                {
                    var pair = new InMemoryTagIndex();
                    await AddAsync(pair, tagger, "one", "original", bytes, cancellationToken);
                    await AddAsync(pair, tagger, "one", name, make(image), cancellationToken);
                    var found = await new DuplicateFinder(pair).FindAsync(
                        new() { BurstWindow = TimeSpan.Zero },
                        cancellationToken
                    );
                    others[name] += found.Count;
                }
            }
        }

        var groups = await new DuplicateFinder(index).FindAsync(new() { BurstWindow = TimeSpan.Zero }, cancellationToken);
        // Pairs within a group, right where both are of one photograph.
        long right = 0,
            said = 0;
        var missed = s_changes.ToDictionary(c => c.Name, _ => files.Length, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var counts = group.Members.GroupBy(m => m.Name.Key.Split('/')[0]).Select(g => g.LongCount()).ToArray();
            right += counts.Sum(c => c * (c - 1) / 2);
            said += group.Members.Count * (group.Members.Count - 1L) / 2;
            foreach (var original in group.Members.Where(m => m.Name.Key.EndsWith("/original", StringComparison.Ordinal)))
            {
                var photo = original.Name.Key.Split('/')[0];
                foreach (var member in group.Members.Where(m => m.Name.Key.StartsWith(photo + "/", StringComparison.Ordinal)))
                {
                    if (missed.ContainsKey(member.Name.Key[(photo.Length + 1)..]))
                    {
                        missed[member.Name.Key[(photo.Length + 1)..]]--;
                    }
                }
            }
        }

        var wanted = files.Length * (s_changes.Length + 1L) * s_changes.Length / 2;
        run.Report(
            "pairs in groups that are of one photograph: precision",
            right / (double)Math.Max(1, said),
            "",
            Bar.Over(0.99)
        );
        run.Report("pairs of one photograph that are in a group: recall", right / (double)wanted, "", Bar.Over(0.95));
        foreach (var (name, number) in missed)
        {
            run.Report($"found with their original: {name}", 1 - (number / (double)files.Length), "");
        }

        foreach (var (name, number) in others)
        {
            run.Report($"found with their original, beside the ten: {name}", number / (double)files.Length, "");
        }
    }

    // Pages, skies, walls and what else is alike and yet another picture; all of one second, so that none is a burst for that either.
    private static async Task AlikeAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var each = run.Number("alike", 20);
        var index = new InMemoryTagIndex();
        using (var tagger = new LocalTagger())
        {
            foreach (var kind in AlikePictures.Kinds)
            {
                for (var number = 0; number < each; number++)
                {
                    using var image = Image.NewFromMemory(
                        AlikePictures.Rgb(kind, number),
                        AlikePictures.Width,
                        AlikePictures.Height,
                        3,
                        Enums.BandFormat.Uchar
                    );
                    await AddAsync(index, tagger, $"{kind} {number:00}", "original", Jpeg(image), cancellationToken);
                }
            }
        }

        var groups = await new DuplicateFinder(index).FindAsync(new() { BurstWindow = TimeSpan.Zero }, cancellationToken);
        run.Report(
            $"of {each * AlikePictures.Kinds.Count} made pictures that are alike and yet others, taken for copies",
            groups.Sum(g => g.Members.Count),
            "",
            Bar.Under(0)
        );
        foreach (var kinds in groups.GroupBy(g => g.Best.Name.Key.Split(' ')[0]))
        {
            run.Say($"{kinds.Sum(g => g.Members.Count)} of {each} {kinds.Key}s in groups");
        }
    }

    private static async Task AddAsync(
        InMemoryTagIndex index,
        LocalTagger tagger,
        string photo,
        string change,
        byte[] bytes,
        CancellationToken cancellationToken
    )
    {
        var answer = await tagger.TagAsync(bytes, cancellationToken);
        var key = photo + "/" + change;
        var record = new ImageRecord
        {
            Source = "made",
            Key = key,
            Location = "made:///" + key,
            Size = bytes.Length,
            ModifiedAt = MillionImages.Start,
            ListedAt = MillionImages.Start,
            Width = answer.Width,
            Height = answer.Height,
            Look = answer.Look,
            Taggers =
            [
                new()
                {
                    Name = tagger.Info.Name,
                    Fingerprint = tagger.Info.Fingerprint,
                    TaggedAt = MillionImages.Start,
                    Embedding = answer.Embedding,
                },
            ],
        };
        _ = await index.WriteAsync([RecordWrite.Create(record)], cancellationToken);
    }

    private static async Task TimeAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var vectors = new LikeVectors(run.Count(), run.Number("dimensions", 736));
        var path = Path.Combine(run.Scratch, "duplicates.db");
        run.Say($"writing {vectors.Count:#,0} made records");
        await using var index = new SqliteTagIndex(path);
        for (var from = 0; from < vectors.Count; from += 1_000)
        {
            _ = await index.WriteAsync(
                [
                    .. Enumerable
                        .Range(from, Math.Min(1_000, vectors.Count - from))
                        .Select(i => RecordWrite.Create(Photograph(vectors.Record(i), i))),
                ],
                cancellationToken
            );
        }

        // Bursts of four are most of these records, and what is found is held to be given back: copies alone tell what the search itself takes.
        foreach (var (what, window) in new[] { ("copies", TimeSpan.Zero), ("copies and bursts", TimeSpan.FromSeconds(10)) })
        {
            await TimeAsync(run, index, vectors.Count, what, window, cancellationToken);
        }

        // Taken a second after the one before it: the times of files alone make no burst of pictures whose looks are far apart.
        static ImageRecord Photograph(ImageRecord record, int number) =>
            record with
            {
                Look = Look(number),
                Width = 4_000,
                Height = 3_000,
                Taggers = [record.Taggers[0] with { Facts = new() { Taken = Taken(number) } }],
            };

        static Fact<PhotoTime> Taken(int number) =>
            new(new(MillionImages.Start.AddSeconds(number).DateTime, null, TimeCertainty.Local), FactSource.Exif);

        // Every hundredth is a copy of the one before it.
        static PerceptualHash Look(int number) =>
            new(Noise.Mix((ulong)(number % 100 == 1 ? number - 1 : number) ^ 0x6c6f6f6bUL) & ~1UL);
    }

    private static async Task TimeAsync(
        BenchmarkRun run,
        SqliteTagIndex index,
        int count,
        string what,
        TimeSpan window,
        CancellationToken cancellationToken
    )
    {
        GC.Collect();
        var before = Machine.OwnMemory();
        IReadOnlyList<DuplicateGroup> groups = [];
        var started = Stopwatch.GetTimestamp();
        var most = await Machine.MostOwnMemoryAsync(() =>
            Task.Run(
                async () =>
                    groups = await new DuplicateFinder(index).FindAsync(new() { BurstWindow = window }, cancellationToken),
                cancellationToken
            )
        );
        var taken = Stopwatch.GetElapsedTime(started).TotalSeconds;
        run.Report($"{what} of a large index", taken, "s", Bar.Under(Math.Max(10, 180.0 * count / 1_000_000)));
        run.Report($"{what}: groups found", groups.Count, "");
        run.Report(
            $"{what}: memory of its own meanwhile, above that before",
            (most - before) / (double)(1 << 20),
            "MiB",
            window == TimeSpan.Zero ? Bar.Under(128) : null
        );
        run.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{groups.Sum(g => g.Members.Count)} pictures in groups, the largest of {groups.Select(g => g.Members.Count).DefaultIfEmpty().Max()}"
            )
        );
    }

    private static byte[] Jpeg(Image image) => image.JpegsaveBuffer(q: 88);

    private static Image Edged(Image image, int edge) =>
        image.Embed(edge, edge, image.Width + (2 * edge), image.Height + (2 * edge), extend: Enums.Extend.White);

    private static Image Marked(Image image) =>
        image.Mutate(m =>
            m.DrawRect(
                [255d, 255d, 255d],
                image.Width * 6 / 10,
                image.Height * 85 / 100,
                image.Width * 3 / 10,
                image.Height * 8 / 100,
                fill: true
            )
        );

    private static Image Crop(Image image, double left, double top, double width, double height) =>
        image.Crop(
            (int)(image.Width * left),
            (int)(image.Height * top),
            (int)(image.Width * width),
            (int)(image.Height * height)
        );
}
