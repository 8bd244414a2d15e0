using System.IO.Compression;
using ImageTagging.TestSupport;

namespace ImageTagging.Packaging.Tests;

[Collection(PackedPackages.Collection)]
public sealed class PackageTests(PackedPackages packages)
{
    [Fact]
    public void Every_library_is_a_package_with_its_documents()
    {
        // The adapter over the official Rekognition client stands outside the solution: its client cannot be restored everywhere.
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
            Assert.Contains(package.Entries, e => e.FullName == "icon.png");
            using var manifest = new StreamReader(package.GetEntry(library + ".nuspec")!.Open());
            var shown = manifest.ReadToEnd();
            Assert.Contains("<icon>icon.png</icon>", shown, StringComparison.Ordinal);
            Assert.Contains("<tags>", shown, StringComparison.Ordinal);
            Assert.Matches("<releaseNotes>[^<]{100,34000}</releaseNotes>", shown);
            if (library != "ImageTagging.Sdk")
            {
                Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{library}.dll");
                Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{library}.xml");
            }
        }

        using var tool = ZipFile.OpenRead(Path.Combine(packages.Feed, $"ImageTagging.Tool.{packages.Version}.nupkg"));
        Assert.Contains(tool.Entries, e => e.FullName == "README.md");
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
    public void The_tool_is_one_package_a_platform_with_that_platforms_libraries_alone(string platform, params string[] libraries)
    {
        var path = Path.Combine(packages.Feed, $"ImageTagging.Tool.{platform}.{packages.Version}.nupkg");
        Assert.InRange(new FileInfo(path).Length, 1, 70 * 1024 * 1024);
        using var package = ZipFile.OpenRead(path);
        // Installed, the package lies beside what was in it.
        Assert.InRange(new FileInfo(path).Length + package.Entries.Sum(e => e.Length), 1, 250 * 1024 * 1024);
        var native = package
            .Entries.Where(e => IsNative(e.Name))
            .Select(e => e.FullName.Replace($"tools/net10.0/{platform}/", "", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(libraries, l => Assert.Contains(l, native));
        // One libvips is this platform's; a second would be another's.
        Assert.Single(native, n => n.Contains("vips", StringComparison.Ordinal));
        Assert.DoesNotContain(native, n => n.Contains('/', StringComparison.Ordinal));
        Assert.DoesNotContain(package.Entries, e => e.Name.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.Contains(package.Entries, e => e.FullName == "README.md");

        // Managed assemblies carry the product's name or a namespace; what is left is machine code.
        static bool IsNative(string name) =>
            name.Contains(".so", StringComparison.Ordinal)
            || name.EndsWith(".dylib", StringComparison.Ordinal)
            || name is "onnxruntime.dll" or "e_sqlite3.dll"
            || (name.StartsWith("lib", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_packed_tool_installs_and_finds_photographs()
    {
        var folder = Directory.CreateDirectory(Path.Combine(packages.Feed, "..", "tool")).FullName;
        // Only what was packed, so that no other feed can stand in for what is missing.
        var feeds = Path.Combine(folder, "feeds.config");
        await File.WriteAllTextAsync(
            feeds,
            $"""<configuration><packageSources><clear /><add key="packed" value="{packages.Feed}" /></packageSources></configuration>"""
        );
        await PackedPackages.DotnetAsync(
            folder,
            "tool",
            "install",
            "ImageTagging.Tool",
            "--version",
            packages.Version,
            "--tool-path",
            folder,
            "--configfile",
            feeds
        );
        var tool = Path.Combine(folder, OperatingSystem.IsWindows() ? "imagetag.exe" : "imagetag");
        var tagged = await PackedPackages.RunAsync(tool, folder, "index", TestPaths.Photos, "--index", "pictures.db");
        Assert.Contains("tagged", tagged, StringComparison.Ordinal);
        Assert.Contains(
            "astronaut",
            await PackedPackages.RunAsync(tool, folder, "search", "person", "--index", "pictures.db"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_quick_starts_console_application_tags_and_finds_photographs()
    {
        var said = await packages.RunHostAsync(
            "ConsoleHost",
            Project("Microsoft.NET.Sdk", "ImageTagging.Sdk", "ImageTagging.Onnx"),
            Block("docs/quick-start.md", 0).Replace("\"/home/me/Pictures\"", "args[0]", StringComparison.Ordinal),
            TestPaths.Photos
        );
        Assert.Contains("12 tagged, 0 unchanged, 0 failed", said, StringComparison.Ordinal);
        Assert.Contains("chelsea", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_on_testing_runs_as_it_stands()
    {
        await packages.RunHostAsync(
            "TestedHost",
            Project("Microsoft.NET.Sdk", "ImageTagging.Sdk", "ImageTagging.Testing"),
            Block("docs/testing.md", 1)
        );
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

    private static string Block(string page, int number) =>
        File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, page)).Split("```csharp\n")[number + 1].Split("```")[0];

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
              </ItemGroup>
            </Project>
            """;
}
