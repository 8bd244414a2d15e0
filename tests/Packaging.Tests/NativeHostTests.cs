using System.Diagnostics;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Packaging.Tests;

/// <summary>A host over S3, Rekognition, SQLite and a search server, from the packages, published as a native image where one can be linked, else trimmed.</summary>
[Collection(PackedPackages.Collection)]
public sealed class NativeHostTests(PackedPackages packages)
{
    private const long MostBytes = 22 * 1024 * 1024;

    [Fact]
    public async Task A_host_with_four_providers_is_published_without_a_warning_and_tags_and_finds()
    {
        var isNative = OperatingSystem.IsLinux() && await CanLinkAsync();
        var folder = await PublishAsync(isNative);
        var program = Path.Combine(folder, "NativeHost");
        if (isNative)
        {
            Assert.InRange(new FileInfo(program).Length, 1, MostBytes);
        }

        await using var rekognition = await RekognitionDouble.StartAsync("eu-west-1");
        rekognition.Answer("pets/dog.jpg", new ImageLabel { Name = "Dog", Confidence = 97 });
        rekognition.Answer("pets/cat.jpg", new ImageLabel { Name = "Cat", Confidence = 96 });
        await using var s3 = await S3Double.StartAsync(
            new() { AccessKey = RekognitionDouble.AccessKey, SecretKey = RekognitionDouble.SecretKey }
        );
        var bucket = s3.CreateBucket("pictures");
        foreach (var key in new[] { "pets/dog.jpg", "pets/cat.jpg" })
        {
            bucket.Put(key, new byte[] { 0xFF, 0xD8, 0xFF, (byte)key[5] });
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ACCESS_KEY_ID"] = RekognitionDouble.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = RekognitionDouble.SecretKey,
            ["AWS_REGION"] = "eu-west-1",
            ["HOST_S3"] = s3.Address.ToString(),
            ["HOST_REKOGNITION"] = rekognition.ServiceUrl,
            ["HOST_SQLITE"] = Path.Combine(folder, "pictures.db"),
            ["HOST_QUERY"] = "dog",
            ["HOST_Server__Sources__0__Type"] = "s3",
            ["HOST_Server__Sources__0__Bucket"] = "pictures",
            ["HOST_Server__Sources__0__ServiceUrl"] = s3.Address.ToString(),
            ["HOST_Server__Taggers__0__Type"] = "rekognition",
            ["HOST_Server__Taggers__0__Region"] = "eu-west-1",
            // The store stands for Amazon's own, so that each picture is named and none is sent.
            ["HOST_Server__Taggers__0__Transfer"] = "Reference",
            ["HOST_Server__Taggers__0__ServiceUrl"] = rekognition.ServiceUrl,
            ["HOST_Server__Index__Type"] = "sqlite",
            ["HOST_Server__Index__Path"] = Path.Combine(folder, "configured.db"),
            ["HOST_KEYS"] = ",server",
        };
        var said = await RunAsync(program, folder, settings);
        Assert.True(said.Split("sqlite: 2 tagged; found pets/dog.jpg\n").Length == 3, said);

        // The search server last: without one the rest is shown all the same.
        var server = await Testbed.ElasticsearchAsync();
        var name = "native-" + Guid.NewGuid().ToString("N");
        settings["HOST_Server__Index__Type"] = "elasticsearch";
        settings["HOST_Server__Index__Url"] = new Uri(server, name).ToString();
        settings.Remove("HOST_Server__Index__Path");
        settings["HOST_KEYS"] = "server";
        try
        {
            Assert.Contains(
                "elasticsearch: 2 tagged; found pets/dog.jpg",
                await RunAsync(program, folder, settings),
                StringComparison.Ordinal
            );
        }
        finally
        {
            using var client = new HttpClient { BaseAddress = server };
            using var answer = await client.DeleteAsync(new Uri(name + "*", UriKind.Relative));
        }
    }

    private async Task<string> PublishAsync(bool isNative)
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(TestPaths.RepositoryRoot, "tests", "Packaging.Tests", "NativeHost", "Program.cs")
        );
        return await packages.PublishHostAsync(
            "NativeHost",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <{(isNative ? "PublishAot" : "PublishTrimmed")}>true</{(isNative ? "PublishAot" : "PublishTrimmed")}>
                <OptimizationPreference>Size</OptimizationPreference>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <CppCompilerAndLinker>{s_linker}</CppCompilerAndLinker>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ImageTagging.Sdk" Version="{packages.Version}" />
                <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />
              </ItemGroup>
            </Project>
            """,
            source
        );
    }

    private static string s_linker = "clang";

    // What links a native image: clang as the platform's documents say, or gcc.
    private static async Task<bool> CanLinkAsync()
    {
        foreach (var linker in new[] { "clang", "gcc" })
        {
            try
            {
                await PackedPackages.RunAsync(linker, Path.GetTempPath(), "--version");
                s_linker = linker;
                return true;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed.
            }
        }

        return false;
    }

    private static async Task<string> RunAsync(string program, string folder, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"The host ended with {process.ExitCode}:\n{await output}{await error}");
        return await output;
    }
}
