using ImageTagging.Tagging;

namespace ImageTagging.Tests.Duplicates;

public sealed class DuplicateFinderTests
{
    private static readonly DateTimeOffset s_time = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copies_are_one_group_however_they_were_changed_and_others_are_in_none()
    {
        var random = new Random(7);
        var index = new InMemoryTagIndex();
        var pictures = Enumerable.Range(0, 60).Select(_ => new Made(random)).ToArray();
        await WriteAsync(
            index,
            [
                .. pictures.SelectMany(
                    (p, i) =>
                        new[]
                        {
                            p.Record($"{i:00}/original.jpg"),
                            p.Record($"{i:00}/small.jpg", flips: 3, noise: 0.1f, width: 300, height: 200),
                            p.Record($"{i:00}/cropped.jpg", flips: 14, noise: 0.25f),
                            p.Record($"{i:00}/turned.jpg", turns: 1, flips: 2, noise: 0.9f, width: 800, height: 1_200),
                        }
                ),
                .. Enumerable.Range(0, 60).Select(i => new Made(random).Record($"other/{i:00}.jpg")),
            ]
        );

        var groups = await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel);

        Assert.Equal(60, groups.Count);
        Assert.All(
            groups,
            g =>
            {
                Assert.Equal((4, DuplicateKind.Copy), (g.Members.Count, g.Kind));
                Assert.Single(g.Members.Select(m => m.Name.Key.Split('/')[0]).Distinct());
                Assert.NotEqual(300, g.Best.Width);
            }
        );
    }

    [Fact]
    public async Task Pictures_of_one_scene_are_a_burst_within_its_time_and_not_beyond()
    {
        var random = new Random(8);
        var index = new InMemoryTagIndex();
        var scene = new Made(random);
        await WriteAsync(
            index,
            [
                Taken(scene.Record("a.jpg"), s_time),
                Taken(scene.Record("b.jpg", flips: 30, noise: 0.2f), s_time.AddSeconds(4)),
                Taken(scene.Record("later.jpg", flips: 30, noise: 0.2f), s_time.AddHours(1)),
                // Of which only the files' times tell, and those are the same of all that were copied together.
                scene.Record("copied1.jpg", flips: 26, noise: 0.2f, taken: s_time.AddYears(1)),
                scene.Record("copied2.jpg", flips: 26, noise: 0.2f, taken: s_time.AddYears(1)),
            ]
        );
        var finder = new DuplicateFinder(index);

        var group = Assert.Single(await finder.FindAsync(cancellationToken: Cancel));
        Assert.Equal(DuplicateKind.Burst, group.Kind);
        Assert.Equal(["a.jpg", "b.jpg"], group.Members.Select(m => m.Name.Key));
        Assert.Empty(await finder.FindAsync(new() { BurstWindow = TimeSpan.Zero }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await finder.FindAsync(new() { BurstWindow = TimeSpan.FromDays(2) }, Cancel)
        );
    }

    [Fact]
    public async Task A_day_alone_is_no_moment_and_different_clocks_measure_no_burst()
    {
        var random = new Random(21);
        var index = new InMemoryTagIndex();
        var (day, camera) = (new Made(random), new Made(random));
        await WriteAsync(
            index,
            [
                // Scans of which only the year is known all begin with it.
                Taken(day.Record("scan1.jpg", taken: s_time), s_time, TimeCertainty.Date),
                Taken(day.Record("scan2.jpg", flips: 30, noise: 0.2f, taken: s_time), s_time, TimeCertainty.Date),
                // The clock of the camera and that of the file tell the same by chance.
                Taken(camera.Record("camera.jpg", taken: s_time.AddDays(9)), s_time, TimeCertainty.Local),
                camera.Record("file.jpg", flips: 30, noise: 0.2f, taken: s_time),
            ]
        );
        Assert.Empty(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel));
        Assert.Null(Likeness.Of(Taken(day.Record("scan3.jpg"), s_time, TimeCertainty.Date)));
    }

    [Fact]
    public async Task What_people_keep_apart_stays_apart_whoever_asks()
    {
        var random = new Random(9);
        var index = new InMemoryTagIndex();
        var one = new Made(random);
        await WriteAsync(index, [one.Record("a.jpg"), one.Record("b.jpg", flips: 1), one.Record("c.jpg", flips: 2)]);
        Assert.Equal(3, Assert.Single(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel)).Members.Count);

        await new DuplicateFinder(index).KeepApartAsync([Name("a.jpg"), Name("c.jpg")], Cancel);
        // Again is once.
        await new DuplicateFinder(index).KeepApartAsync([Name("c.jpg"), Name("a.jpg")], Cancel);

        var group = Assert.Single(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel));
        Assert.Equal(2, group.Members.Count);
        Assert.NotEqual(group.Members.Any(m => m.Name.Key == "a.jpg"), group.Members.Any(m => m.Name.Key == "c.jpg"));
        await new DuplicateFinder(index).KeepApartAsync([Name("a.jpg"), Name("b.jpg"), Name("c.jpg")], Cancel);
        Assert.Empty(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await new DuplicateFinder(index).KeepApartAsync([Name("a.jpg"), Name("a.jpg")], Cancel)
        );
    }

    [Fact]
    public async Task The_best_is_sharp_then_large_then_first_then_least_compressed()
    {
        var random = new Random(10);
        var one = new Made(random);
        var (sharp, blurred) = (one.Record("sharp.jpg", width: 600, height: 400), one.Record("blurred.jpg"));
        blurred = blurred with { Tags = [new("blurred", Confidence.Floor(80))] };
        Assert.Equal("sharp.jpg", await BestAsync(sharp, blurred));
        Assert.Equal("large.jpg", await BestAsync(one.Record("large.jpg"), sharp));
        Assert.Equal(
            "first.jpg",
            await BestAsync(one.Record("first.jpg", taken: s_time), one.Record("b.jpg", taken: s_time.AddDays(3)))
        );
        Assert.Equal("z.jpg", await BestAsync(one.Record("a.jpg"), one.Record("z.jpg") with { Size = 9_000_000 }));

        static async Task<string> BestAsync(params ImageRecord[] records)
        {
            var index = new InMemoryTagIndex();
            await WriteAsync(index, records);
            return Assert.Single(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel)).Best.Name.Key;
        }
    }

    [Fact]
    public async Task A_query_and_what_is_gone_narrow_it_and_equal_bytes_need_no_look()
    {
        var random = new Random(11);
        var index = new InMemoryTagIndex();
        var one = new Made(random);
        ContentId[] same = [ContentId.FromMd5([.. Enumerable.Repeat((byte)5, 16)])];
        await WriteAsync(
            index,
            [
                one.Record("2024/a.jpg"),
                one.Record("2024/b.jpg", flips: 1),
                one.Record("2025/c.jpg", flips: 1),
                one.Record("gone.jpg") with
                {
                    GoneAt = s_time,
                },
                Bare("x.jpg") with
                {
                    Contents = same,
                },
                Bare("y.jpg") with
                {
                    Contents = same,
                },
                Bare("z.jpg"),
            ]
        );
        var groups = await new DuplicateFinder(index).FindAsync(
            new() { Query = TagQueryParser.Parse("key:2024/* OR key:?.jpg") },
            Cancel
        );
        Assert.Equal(
            ["2024/a.jpg 2024/b.jpg", "x.jpg y.jpg"],
            groups.Select(g => string.Join(' ', g.Members.Select(m => m.Name.Key)))
        );
    }

    [Fact]
    public void A_hash_of_turned_pixels_is_the_turned_hash()
    {
        var random = new Random(12);
        const int side = 64;
        for (var trial = 0; trial < 20; trial++)
        {
            var rgb = Pixels(random, side);
            var turned = new byte[rgb.Length];
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    rgb.AsSpan((((side - 1 - x) * side) + y) * 3, 3).CopyTo(turned.AsSpan(((y * side) + x) * 3));
                }
            }

            var hash = PerceptualHash.FromPixels(rgb, side);
            Assert.Equal(0, hash.Turned().DistanceTo(PerceptualHash.FromPixels(turned, side)));
            Assert.Equal(hash, hash.Turned().Turned().Turned().Turned());
            var lighter = rgb.Select(b => (byte)(b / 2 + 60)).ToArray();
            Assert.Equal(0, hash.DistanceTo(PerceptualHash.FromPixels(lighter, side)));
            Assert.True(PerceptualHash.TryParse(hash.ToString(), out var read));
            Assert.Equal(hash, read);
        }

        Assert.False(PerceptualHash.TryParse("12", out _));
        Assert.Throws<ArgumentException>(() => PerceptualHash.FromPixels(new byte[12], 2));
    }

    [Fact]
    public async Task What_shows_nothing_is_no_copy_and_what_shows_little_only_where_it_is_nearly_equal()
    {
        const int side = 64;
        var random = new Random(13);
        // Grey areas, with the noise of a sensor or without; shades from one side to the other.
        for (var trial = 0; trial < 40; trial++)
        {
            var (light, shade, noise) = (random.Next(20, 230), trial % 2 * random.Next(40), trial % 4);
            var rgb = new byte[side * side * 3];
            for (var i = 0; i < rgb.Length; i++)
            {
                rgb[i] = (byte)(light + (shade * (i / 3 % side) / side) + random.Next(noise + 1));
            }

            Assert.True(PerceptualHash.FromPixels(rgb, side).IsBlank, $"{light} {shade} {noise}");
        }

        var clear = PerceptualHash.FromPixels(Pixels(random, side), side);
        Assert.False(clear.IsPlain || clear.IsBlank);
        var plain = new PerceptualHash(clear.Bits | 1);
        Assert.True(plain.Turned().IsPlain);
        Assert.Equal(0, plain.DistanceTo(clear));

        var index = new InMemoryTagIndex();
        var page = new Made(random);
        await WriteAsync(
            index,
            [
                .. new[]
                {
                    page.Record("page.jpg"),
                    page.Record("page-small.jpg", flips: 3, noise: 0.05f, width: 600, height: 400),
                    page.Record("next-page.jpg", flips: 12, noise: 0.05f),
                }.Select(r => r with { Look = new(r.Look!.Value.Bits | 1), ModifiedAt = s_time }),
                .. new[] { page.Record("black1.jpg"), page.Record("black2.jpg") }.Select(r => r with { Look = new(1) }),
            ]
        );
        var group = Assert.Single(await new DuplicateFinder(index).FindAsync(cancellationToken: Cancel));
        Assert.Equal(["page-small.jpg", "page.jpg"], group.Members.Select(m => m.Name.Key).Order());
        Assert.Null(Likeness.Of(page.Record("black3.jpg") with { Look = new(1) }));
    }

    // Every frequency that the hash looks at is there, and far enough from nothing to keep its sign in whole bytes.
    private static byte[] Pixels(Random random, int side)
    {
        double[] waves = [.. Enumerable.Range(0, 64).Select(_ => (1 + random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1))];
        var rgb = new byte[side * side * 3];
        for (var i = 0; i < side * side; i++)
        {
            var (x, y) = (i % side, i / side);
            var light = 128d;
            for (var f = 1; f < 64; f++)
            {
                light += waves[f] * Wave(f % 8, x) * Wave(f / 8, y);
            }

            rgb.AsSpan(i * 3, 3).Fill((byte)Math.Round(light));
        }

        return rgb;

        double Wave(int frequency, int at) => Math.Cos(Math.PI * frequency * ((2 * at) + 1) / (2 * side));
    }

    private static ImageRecord Taken(ImageRecord record, DateTimeOffset time, TimeCertainty certainty = TimeCertainty.Local) =>
        record with
        {
            Taggers =
            [
                record.Taggers[0] with
                {
                    Facts = new() { Taken = new(new(time.DateTime, null, certainty), FactSource.Exif) },
                },
            ],
        };

    private static ImageName Name(string key) => new("s", key);

    private static async Task WriteAsync(InMemoryTagIndex index, ImageRecord[] records) =>
        Assert.All(
            await index.WriteAsync([.. records.Select(RecordWrite.Create)], Cancel),
            r => Assert.Equal(WriteOutcome.Written, r.Outcome)
        );

    private static ImageRecord Bare(string key) =>
        new()
        {
            Source = "s",
            Key = key,
            Location = "file:///" + key,
            Size = 1_000,
            ModifiedAt = s_time,
            ListedAt = s_time,
        };

    // A picture and what changes of it look like to a hash and to a model.
    private sealed class Made(Random random)
    {
        private readonly ulong _look = (ulong)random.NextInt64() & ~1UL;
        private readonly float[] _vector = [.. Enumerable.Range(0, 256).Select(_ => random.NextSingle() - 0.5f)];

        public ImageRecord Record(
            string key,
            int flips = 0,
            float noise = 0,
            int turns = 0,
            int width = 1_200,
            int height = 800,
            DateTimeOffset? taken = null
        )
        {
            var look = new PerceptualHash(_look);
            for (var i = 0; i < turns; i++)
            {
                look = look.Turned();
            }

            var bits = look.Bits;
            foreach (var bit in Enumerable.Range(1, 63).OrderBy(_ => random.Next()).Take(flips))
            {
                bits ^= 1UL << bit;
            }

            return Bare(key) with
            {
                ModifiedAt = taken ?? s_time.AddDays(random.Next(1_000) + 10),
                Width = width,
                Height = height,
                Look = new(bits),
                Taggers =
                [
                    new()
                    {
                        Name = "local",
                        Fingerprint = new("local", 0, 0),
                        TaggedAt = s_time,
                        Embedding = Embedding.FromVector(
                            "eye",
                            [.. _vector.Select(v => v + (noise * (random.NextSingle() - 0.5f)))]
                        ),
                    },
                ],
            };
        }
    }
}
