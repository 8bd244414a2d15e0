using System.Diagnostics;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Searches with the tool as it is released, each a new process, over an index of a hundred thousand images with 20,000 tags.</summary>
/// <remarks><c>--tool COMMAND</c> measures a tool that is installed already.</remarks>
internal sealed class ToolSearchSet : IBenchmarkSet
{
    private const int Megabyte = 1 << 20;

    // No tags of the made-up images: words, and what people write.
    private static readonly string[] s_unknown =
    [
        "ocean",
        "laptop",
        "kitten",
        "woods",
        "automobile",
        "skyscraper",
        "puppy",
        "kids",
        "dessert",
        "autumn",
    ];
    private static readonly string[] s_sentences =
    [
        "a walk in the woods",
        "kids at the ocean",
        "an old car in snow",
        "a puppy by the fire",
        "people at a wedding",
    ];

    public string Name => "tool-search";

    public string Title => "Searches with the packed tool, each a new process";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count(100_000));
        var path = await MillionFile.CopyAsync(run, images, cancellationToken);
        var tool = run.Text("tool");
        if (tool is null)
        {
            run.Say("packing and installing the tool");
            (tool, var package, var folder) = await ToolPackage.InstallAsync(run, cancellationToken);
            var installed = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
            run.Report("the tool's package", new FileInfo(package).Length / (double)Megabyte, "MiB", Bar.Under(70));
            run.Report("the tool, installed", installed / (double)Megabyte, "MiB", Bar.Under(250));
        }

        var runs = run.Number("runs", 20);
        await TimeAsync("the tool's start alone: --version", _ => ["--version"], bar: null);
        await TimeAsync("a tag", i => Search(TagWords.Tag(Tags(i)[0])), Bar.Under(150));
        await TimeAsync("two tags", i => Search(TagWords.Tag(Tags(i)[0]), TagWords.Tag(Tags(i)[1])), Bar.Under(150));
        await TimeAsync(
            "a word that nothing is called by, as it is written",
            i => Search("--exact-words", "xyzzy" + i),
            Bar.Under(150)
        );

        var started = Stopwatch.GetTimestamp();
        await ToolAsync(Search("xylophone"));
        run.Report("the first search by meaning of an index", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");

        // What every run of the tool that writes does at its end.
        var lines = Path.Combine(run.Scratch, "one.ndjson");
        var line = JsonSerializer.Serialize(
            new
            {
                source = MillionImages.Source,
                key = images.Key(images.Numbers().First(n => !images.IsDeleted(n))),
                tags = (string[])["imported"],
            }
        );
        await File.WriteAllTextAsync(lines, line, cancellationToken);
        started = Stopwatch.GetTimestamp();
        await ToolAsync(["import", lines, "--index", path]);
        run.Report(
            "the meanings of 20,000 new tags, made ready by a writer",
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            "s"
        );

        await TimeAsync(
            "an English word that is no tag, among 20,000",
            i => Search(s_unknown[i % s_unknown.Length]),
            Bar.Under(300)
        );
        await TimeAsync(
            "a made-up word that is no tag, among 20,000",
            i => Search("xyzzyplugh" + (char)('a' + i)),
            Bar.Under(300)
        );
        await TimeAsync("a sentence, by meaning", i => Search(s_sentences[i % s_sentences.Length]), Bar.Under(300));

        IReadOnlyList<int> Tags(int i) => images.TagNumbers(images.NumberAt(i));

        string[] Search(params string[] words) => ["search", .. words, "--index", path];

        Task<string> ToolAsync(IReadOnlyList<string> arguments) =>
            ProgramRun.RunAsync(tool, arguments, new Dictionary<string, string>(), cancellationToken);

        async Task TimeAsync(string name, Func<int, string[]> arguments, Bar? bar)
        {
            // Once before it is measured: the disk's part of a first start is not the tool's.
            await ToolAsync(arguments(0));
            var times = await BenchmarkRun.TimeEachAsync(Enumerable.Range(0, runs), async i => await ToolAsync(arguments(i)));
            var sorted = times.Order().ToArray();
            run.Report(name + ", p50", BenchmarkRun.Percentile(sorted, 0.5), "ms", bar);
            run.Report(name + ", p95", BenchmarkRun.Percentile(sorted, 0.95), "ms");
        }
    }
}
