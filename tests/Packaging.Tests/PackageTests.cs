using System.IO.Compression;
using ImageTagging.TestSupport;

namespace ImageTagging.Packaging.Tests;

public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string NativeLibvips = """<PackageReference Include="NetVips.Native.linux-x64" Version="8.18.7" />""";

    [Fact]
    public void Every_library_is_a_package_with_its_documents()
    {
        // The adapters over official clients stand outside the solution: their clients cannot be restored everywhere.
        var solution = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "ImageTagging.Sdk.sln"));
        var libraries = Directory
            .EnumerateFiles(Path.Combine(TestPaths.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p =>
                solution.Contains(Path.GetFileName(p), StringComparison.Ordinal)
                && File.ReadAllText(p).Contains("<ProjectType>Library</ProjectType>", StringComparison.Ordinal)
            )
            .Select(Path.GetFileNameWithoutExtension)
            .Order()
            .ToArray();
        Assert.NotEmpty(libraries);
        foreach (var library in libraries)
        {
            using var package = ZipFile.OpenRead(Path.Combine(packages.Feed, $"{library}.{packages.Version}.nupkg"));
            Assert.Contains(package.Entries, e => e.FullName == "README.md");
            if (library != "ImageTagging.Sdk")
            {
                Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{library}.dll");
                Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{library}.xml");
            }
        }

        Assert.True(File.Exists(Path.Combine(packages.Feed, $"ImageTagging.Tool.{packages.Version}.nupkg")));
    }

    [Theory]
    [InlineData("ImageTagging.Onnx", "LICENSE-Apache-2.0-mlcommons")]
    [InlineData("ImageTagging.Semantics", "LICENSE-Apache-2.0")]
    public void Models_ship_with_their_notices_and_licences(string package, string licence)
    {
        using var packed = ZipFile.OpenRead(Path.Combine(packages.Feed, $"{package}.{packages.Version}.nupkg"));
        Assert.Contains(packed.Entries, e => e.FullName == "MODEL-NOTICE.md" && e.Length > 500);
        Assert.Contains(packed.Entries, e => e.FullName == licence && e.Length > 9_000);
        Assert.Contains(packed.Entries, e => e.FullName == $"lib/net10.0/{package}.dll" && e.Length > 10_000_000);
    }

    [Theory]
    [InlineData("linux-x64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("linux-arm64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("linux-musl-x64", "libvips.so.42", "libe_sqlite3.so")]
    [InlineData("win-x64", "libvips-42.dll", "onnxruntime.dll", "e_sqlite3.dll")]
    [InlineData("osx-x64", "libvips.42.dylib", "libe_sqlite3.dylib")]
    [InlineData("osx-arm64", "libvips.42.dylib", "libonnxruntime.dylib", "libe_sqlite3.dylib")]
    public void The_tool_brings_the_native_libraries_of_each_platform(string platform, params string[] libraries)
    {
        using var package = ZipFile.OpenRead(Path.Combine(packages.Feed, $"ImageTagging.Tool.{packages.Version}.nupkg"));
        var there = package.Entries.Select(e => e.FullName).ToHashSet(StringComparer.Ordinal);
        Assert.All(libraries, l => Assert.Contains($"tools/net10.0/any/runtimes/{platform}/native/{l}", there));
    }

    [Fact]
    public void The_tool_brings_nothing_of_platforms_that_it_does_not_run_on_and_no_symbols_of_others()
    {
        using var package = ZipFile.OpenRead(Path.Combine(packages.Feed, $"ImageTagging.Tool.{packages.Version}.nupkg"));
        Assert.DoesNotContain(
            package.Entries.Where(e => e.FullName.Contains("/runtimes/", StringComparison.Ordinal)).Select(e => e.FullName),
            name =>
                name.EndsWith(".pdb", StringComparison.Ordinal)
                || name.EndsWith(".lib", StringComparison.Ordinal)
                || new[] { "android", "ios", "bionic", "browser", "maccatalyst", "tvos", "x86", "riscv", "loongarch" }.Any(p =>
                    name.Contains(p, StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task A_fresh_console_host_tags_and_finds_photographs_without_a_container()
    {
        var said = await packages.RunHostAsync(
            "ConsoleHost",
            Project("Microsoft.NET.Sdk", "ImageTagging.Sdk", "ImageTagging.Onnx"),
            """
            using ImageTagging;
            using ImageTagging.Onnx;
            using ImageTagging.Sqlite;

            await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = "pictures.db" });
            using var tagger = new OnnxTagger();
            await using var pipeline = ImageTaggingPipeline.CreateBuilder()
                .From(new FolderImageSource(args[0])).TagWith(tagger).IndexInto(index).Build();
            var report = await pipeline.RunAsync();
            Console.WriteLine($"{report.Counts.Tagged} tagged, {report.Counts.Failed} failed");
            var found = await new ImageSearch(index).SearchAsync(new SearchRequest { Query = TagQueryParser.Parse("person") });
            Console.WriteLine(string.Join(" ", found.Results.Hits.Select(h => h.Record.Key).Order()));
            """,
            TestPaths.Photos
        );
        Assert.Contains(", 0 failed", said, StringComparison.Ordinal);
        Assert.Contains("astronaut", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fresh_web_host_registers_everything_and_searches()
    {
        var said = await packages.RunHostAsync(
            "WebHost",
            Project(
                "Microsoft.NET.Sdk.Web",
                "ImageTagging.Sdk",
                "ImageTagging.Onnx",
                "ImageTagging.Metadata",
                "ImageTagging.Semantics"
            ),
            """
            using ImageTagging;

            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddImageTagging()
                .AddFolderSource(args[0])
                .AddOnnxTagger()
                .AddMetadataTagger()
                .AddSemanticSearch()
                .UseSqliteIndex("pictures.db");
            var app = builder.Build();
            app.MapGet("/search", async (string q, ImageSearch search) =>
                (await search.SearchAsync(new SearchRequest { Query = TagQueryParser.Parse(q) })).Results.Hits.Select(h => h.Record.Key).Order());
            await app.StartAsync();
            await app.Services.GetRequiredService<ImageTaggingPipeline>().RunAsync();
            using var client = new HttpClient();
            Console.WriteLine(await client.GetStringAsync(app.Urls.First() + "/search?q=person"));
            Console.WriteLine(await client.GetStringAsync(app.Urls.First() + "/search?q=mug"));
            await app.StopAsync();
            """,
            TestPaths.Photos
        );
        Assert.Contains("astronaut", said, StringComparison.Ordinal);
        Assert.Contains("coffee", said, StringComparison.Ordinal);
    }

    private string Project(string sdk, params string[] references) =>
        $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {string.Join(
                "\n    ",
                references.Select(r => $"<PackageReference Include=\"{r}\" Version=\"{packages.Version}\" />")
            )}
                {NativeLibvips}
              </ItemGroup>
            </Project>
            """;
}
