using System.Globalization;
using System.Text.Json;
using ImageTagging.Imaging;
using ImageTagging.TestSupport;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>What a frame costs while somebody scrolls through a hundred thousand pictures below their days.</summary>
public sealed class FrameTests(Chromium chromium)
{
    private const int Pictures = 100_000;

    // As a wheel, a long flick and a drag at the side do.
    private static readonly int[] s_speeds = [20, 60, 200];

    [Fact]
    public async Task A_frame_lays_the_page_out_no_more_than_it_must()
    {
        var photo = await File.ReadAllBytesAsync(
            Path.Combine(TestPaths.Photos, "space/rocket.jpg"),
            TestContext.Current.CancellationToken
        );
        var small = await new VipsImageCodec().EncodeAsync(
            photo,
            new() { MediaType = "image/webp", MaxSide = 320 },
            TestContext.Current.CancellationToken
        );
        await using var site = await Site.StartAsync(
            index: new GeneratedIndex(Pictures, TimeSpan.FromHours(2)),
            thumbnail: small.Content.ToArray(),
            run: false
        );
        await using var visit = await Visit.StartAsync(chromium, site, width: 1600, height: 1000);
        await Expect(visit.Page.Locator(".day-head").First).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#scrubber")).ToBeVisibleAsync();
        var figures = new Dictionary<string, Figures>(StringComparer.Ordinal);
        // What this machine can do at best, in the same minute: as large a page with nothing on it but one colour.
        await using (var plain = await Visit.StartAsync(chromium, site, width: 1600, height: 1000))
        {
            await plain.Page.EvaluateAsync(
                "() => { const grid = document.createElement('div'); grid.id = 'grid'; grid.style.height = '4000000px'; document.body.replaceChildren(grid); }"
            );
            foreach (var speed in s_speeds)
            {
                figures[$"plain page, {speed} pixels a frame"] = await MeasureAsync(plain, speed, frames: 240);
            }
        }

        foreach (var speed in s_speeds)
        {
            figures[$"{speed} pixels a frame"] = await MeasureAsync(visit, speed, frames: 240);
        }

        var folder = Path.Combine(TestPaths.RepositoryRoot, "artifacts");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "frames.json"),
            JsonSerializer.Serialize(figures, s_json),
            TestContext.Current.CancellationToken
        );
        foreach (var (name, one) in figures)
        {
            var said = string.Create(CultureInfo.InvariantCulture, $"{name}: {one}");
            TestContext.Current.TestOutputHelper?.WriteLine(said);
            // Counts do not depend on how busy the machine is.
            Assert.True(one.Layouts <= 2.5, said);
            Assert.True(one.Styles <= 4, said);
            Assert.InRange(one.MostElements, name.StartsWith("plain", StringComparison.Ordinal) ? 0 : 20, 300);
        }
    }

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private static async Task<Figures> MeasureAsync(Visit visit, int speed, int frames)
    {
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("Performance.enable");
        await visit.Page.EvaluateAsync("() => scrollTo(0, 0)");
        await visit.Page.EvaluateAsync("() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))");
        var before = await MetricsAsync(session);
        var deltas = await visit.Page.EvaluateAsync<double[]>(
            """
            ([speed, frames]) => new Promise((resolve) => {
              const deltas = [];
              let last = null;
              let most = 0;
              const grid = document.getElementById("grid");
              const step = (now) => {
                if (last !== null) deltas.push(now - last);
                last = now;
                most = Math.max(most, grid.getElementsByTagName("*").length);
                if (deltas.length === frames) return resolve([...deltas, most]);
                scrollBy({ top: speed, behavior: "instant" });
                requestAnimationFrame(step);
              };
              requestAnimationFrame(step);
            })
            """,
            new[] { speed, frames }
        );
        var after = await MetricsAsync(session);
        await session.DetachAsync();
        double[] sorted = [.. deltas[..^1].Order()];
        double A(string name, double unit = 1) => Math.Round((after[name] - before[name]) * unit / frames, 2);
        return new()
        {
            Median = Math.Round(sorted[frames / 2], 1),
            P95 = Math.Round(sorted[(int)(frames * 0.95)], 1),
            P99 = Math.Round(sorted[(int)(frames * 0.99)], 1),
            // Frames come every 16.7 ms, some a little earlier or later: later by a half is one that was missed.
            Missed = Math.Round(sorted.Count(d => d > 25) / (double)frames, 3),
            Script = A("ScriptDuration", 1000),
            Layout = A("LayoutDuration", 1000),
            Style = A("RecalcStyleDuration", 1000),
            Task = A("TaskDuration", 1000),
            Layouts = A("LayoutCount"),
            Styles = A("RecalcStyleCount"),
            MostElements = (int)deltas[^1],
        };
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(Microsoft.Playwright.ICDPSession session)
    {
        var answer = await session.SendAsync("Performance.getMetrics");
        return answer!
            .Value.GetProperty("metrics")
            .EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());
    }

    /// <summary>Of a stretch of frames: milliseconds between them, milliseconds of work in each, counts a frame.</summary>
    private sealed record Figures
    {
        public required double Median { get; init; }

        public required double P95 { get; init; }

        public required double P99 { get; init; }

        public required double Missed { get; init; }

        public required double Script { get; init; }

        public required double Layout { get; init; }

        public required double Style { get; init; }

        public required double Task { get; init; }

        public required double Layouts { get; init; }

        public required double Styles { get; init; }

        public required int MostElements { get; init; }
    }
}
