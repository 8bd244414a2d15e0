using System.Diagnostics;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Packaging.Tests;

/// <summary>A host over S3, Rekognition, SQLite and a search server, from the packages, published as a native image and trimmed.</summary>
[Collection(PackedPackages.Collection)]
public sealed class NativeHostTests(PackedPackages packages)
{
    private const long MostBytes = 22 * 1024 * 1024;

    /// <summary>
    /// The keys by which AWS lets a process in: its own, those of a service account's role (as on EKS), those of somebody who signed on.
    /// The clients that fetch the latter are found by name alone, which trimming does not see.
    /// </summary>
    private static readonly string[] s_ways = ["keys", "role", "sign-on"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_with_four_providers_is_published_without_a_warning_and_tags_and_finds(bool isNative)
    {
        Assert.SkipWhen(isNative && !(OperatingSystem.IsLinux() && await CanLinkAsync()), "nothing here links a native image");
        var folder = await PublishAsync(isNative);
        var program = Path.Combine(folder, NameOf(isNative));
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

        await using var credentials = new CredentialDouble();
        foreach (var way in s_ways)
        {
            var token = way == "keys" ? null : CredentialDouble.SessionToken;
            s3.Options.SessionToken = token;
            rekognition.Signatures.Add(new(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey, token));
            var settings = Settings(folder, way, rekognition, s3, credentials);
            var said = await RunAsync(program, folder, settings);
            Assert.True(said.Split("sqlite: 2 tagged; found pets/dog.jpg\n").Length == 3, $"{way}: {said}");
        }

        Assert.True(credentials.Roles > 0, "no role's keys were asked for");
        Assert.True(credentials.SignOns > 0, "no keys of a person were asked for");

        // The search server last: without one the rest is shown all the same.
        s3.Options.SessionToken = null;
        rekognition.Signatures.Add(new(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey));
        var server = await Testbed.ElasticsearchAsync();
        var name = "native-" + Guid.NewGuid().ToString("N");
        var remote = Settings(folder, "keys", rekognition, s3, credentials);
        remote["HOST_Server__Index__Type"] = "elasticsearch";
        remote["HOST_Server__Index__Url"] = new Uri(server, name).ToString();
        remote.Remove("HOST_Server__Index__Path");
        remote["HOST_KEYS"] = "server";
        try
        {
            Assert.Contains(
                "elasticsearch: 2 tagged; found pets/dog.jpg",
                await RunAsync(program, folder, remote),
                StringComparison.Ordinal
            );
        }
        finally
        {
            using var client = new HttpClient { BaseAddress = server };
            using var answer = await client.DeleteAsync(new Uri(name + "*", UriKind.Relative));
        }
    }

    private static Dictionary<string, string> Settings(
        string folder,
        string way,
        RekognitionDouble rekognition,
        S3Double s3,
        CredentialDouble credentials
    )
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "home-" + way)).FullName;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Nothing of this machine's own AWS settings counts.
            ["HOME"] = home,
            ["USERPROFILE"] = home,
            ["AWS_CONFIG_FILE"] = Path.Combine(home, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(home, "credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_REGION"] = "eu-west-1",
            ["HOST_S3"] = s3.Address.ToString(),
            ["HOST_REKOGNITION"] = rekognition.ServiceUrl,
            ["HOST_SQLITE"] = Path.Combine(home, "pictures.db"),
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
            ["HOST_Server__Index__Path"] = Path.Combine(home, "configured.db"),
            ["HOST_KEYS"] = ",server",
        };
        switch (way)
        {
            case "role":
                var token = Path.Combine(home, "token");
                File.WriteAllText(token, CredentialDouble.WebIdentityToken);
                settings["AWS_WEB_IDENTITY_TOKEN_FILE"] = token;
                settings["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/tagger";
                settings["AWS_ROLE_SESSION_NAME"] = "session";
                settings["AWS_ENDPOINT_URL_STS"] = credentials.Address;
                break;
            case "sign-on":
                SignOn(home);
                settings["AWS_PROFILE"] = "person";
                settings["AWS_ENDPOINT_URL_SSO"] = credentials.Address;
                break;
            default:
                settings["AWS_ACCESS_KEY_ID"] = RekognitionDouble.AccessKey;
                settings["AWS_SECRET_ACCESS_KEY"] = RekognitionDouble.SecretKey;
                break;
        }

        return settings;
    }

    // What "aws sso login" leaves behind.
    private static void SignOn(string home)
    {
        File.WriteAllText(
            Path.Combine(home, "config"),
            """
            [profile person]
            sso_session = here
            sso_account_id = 111122223333
            sso_role_name = tagger
            region = eu-west-1

            [sso-session here]
            sso_region = eu-west-1
            sso_start_url = https://start.example/
            sso_registration_scopes = sso:account:access

            """
        );
        var cache = Directory.CreateDirectory(Path.Combine(home, ".aws", "sso", "cache")).FullName;
#pragma warning disable CA5350 // The name of a cached token's file, as AWS makes it.
        var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData("here"u8));
#pragma warning restore CA5350
        File.WriteAllText(
            Path.Combine(cache, name + ".json"),
            $$"""
            {"startUrl":"https://start.example/","region":"eu-west-1","accessToken":"{{CredentialDouble.SignOnToken}}",
            "expiresAt":"2099-01-01T00:00:00Z"}
            """
        );
    }

    private static string NameOf(bool isNative) => isNative ? "NativeHost" : "TrimmedHost";

    private async Task<string> PublishAsync(bool isNative)
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(TestPaths.RepositoryRoot, "tests", "Packaging.Tests", "NativeHost", "Program.cs")
        );
        return await packages.PublishHostAsync(
            NameOf(isNative),
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
        // Neither what stands round the tests nor what another way of getting in has left.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

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
