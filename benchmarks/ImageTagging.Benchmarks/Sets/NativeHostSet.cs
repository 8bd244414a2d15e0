using System.Diagnostics;
using System.Runtime.InteropServices;
using ImageTagging.Vocabularies;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The native host of the packaging tests (S3, Rekognition, search servers, SQLite): its size, and its start up to a search's answer.</summary>
/// <remarks>
/// Each start is measured beside that of a program that does nothing, in turns, and what the latter takes is taken off: it is the
/// machine's. Besides, the processor time, which other programs hardly change.
/// </remarks>
internal sealed class NativeHostSet : IBenchmarkSet
{
    public string Name => "native-host";

    public string Title => "A host compiled ahead of time: size, and start to answer";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var index = Path.Combine(run.Scratch, "pictures.db");
        await WriteAsync(index, run.Count(1_000), cancellationToken);
        run.Say("publishing the host");
        var host = await PublishAsync(run, cancellationToken);
        run.Report("size of the host", new FileInfo(host).Length / (double)(1 << 20), "MiB", Bar.Under(22));

        var settings = new Dictionary<string, string>
        {
            ["HOST_S3"] = "http://127.0.0.1:1/",
            ["HOST_REKOGNITION"] = "http://127.0.0.1:1/",
            ["HOST_SQLITE"] = index,
            ["HOST_QUERY"] = "dog",
            ["HOST_RUN"] = "false",
            ["HOST_Server__Sources__0__Type"] = "s3",
            ["HOST_Server__Sources__0__Bucket"] = "pictures",
            ["HOST_Server__Taggers__0__Type"] = "rekognition",
            ["HOST_Server__Taggers__0__Region"] = "eu-west-1",
            ["HOST_Server__Index__Type"] = "sqlite",
            ["HOST_Server__Index__Path"] = index,
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        var found = await ProgramRun.RunAsync(host, [], settings, cancellationToken);
        if (!found.Contains("found 1.jpg", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The host found nothing: " + found);
        }

        var nothing = OperatingSystem.IsWindows() ? (Program: "cmd", Arguments: (string[])["/c", "exit"]) : ("true", []);
        List<double> starts = [],
            bare = [];
        for (var i = 0; i < run.Number("runs", 20); i++)
        {
            bare.Add(await TimeAsync(nothing.Program, nothing.Arguments));
            starts.Add(await TimeAsync(host, []));
        }

        var (start, least) = (Median(starts), Median(bare));
        run.Report("start to answer, p50", start, "ms");
        run.Report("start and end of a program that does nothing, p50", least, "ms");
        run.Report("start to answer, less that of a program that does nothing", start - least, "ms", Bar.Under(40));

        async Task<double> TimeAsync(string program, string[] arguments)
        {
            var started = Stopwatch.GetTimestamp();
            _ = await ProgramRun.RunAsync(program, arguments, settings, cancellationToken);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private static double Median(List<double> times) => BenchmarkRun.Percentile([.. times.Order()], 0.5);

    private static async Task WriteAsync(string path, int count, CancellationToken cancellationToken)
    {
        await using var index = new SqliteTagIndex(path);
        foreach (var part in Enumerable.Range(1, count).Chunk(1_000))
        {
            await index.WriteAsync(
                [
                    .. part.Select(i =>
                        RecordWrite.Create(RecordProjector.Project(Record(i + ".jpg", i == 1 ? "dog" : "cat"), Vocabulary.Empty))
                    ),
                ],
                cancellationToken
            );
        }
    }

    private static ImageRecord Record(string key, string tag) =>
        new()
        {
            Source = "made-up",
            Key = key,
            Location = "made-up:" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Taggers =
            [
                new()
                {
                    Name = "local",
                    Fingerprint = new("0", 0, 0),
                    Labels = [new() { Name = tag, Confidence = 90 }],
                },
            ],
        };

    private static async Task<string> PublishAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(run.Scratch, "host")).FullName;
        File.Copy(
            Path.Combine(Repository.Root, "tests", "Packaging.Tests", "NativeHost", "Program.cs"),
            Path.Combine(folder, "Program.cs")
        );
        // Stops the search for build files upwards.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "<Project />", cancellationToken);
        }
        await File.WriteAllTextAsync(
            Path.Combine(folder, "NativeHost.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot>true</PublishAot>
                <OptimizationPreference>Size</OptimizationPreference>
                <CppCompilerAndLinker>{Linker()}</CppCompilerAndLinker>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{Repository.Root}/src/ImageTagging.Sdk/ImageTagging.Sdk.csproj" />
                <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />
              </ItemGroup>
            </Project>
            """,
            cancellationToken
        );
        var published = Path.Combine(folder, "published");
        string[] arguments =
        [
            "publish",
            "-nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-p:NuGetAudit=false",
            "-p:UseSharedCompilation=false",
            "--output",
            published,
        ];
        await ProgramRun.RunAsync("dotnet", arguments, new Dictionary<string, string>(), cancellationToken, folder: folder);
        return Path.Combine(published, OperatingSystem.IsWindows() ? "NativeHost.exe" : "NativeHost");
    }

    // What links a native image: clang as the platform's documents say, or gcc.
    private static string Linker()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Any(f => File.Exists(Path.Combine(f, "clang"))) ? "clang" : "gcc";
    }
}
