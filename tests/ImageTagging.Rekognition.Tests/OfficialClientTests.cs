using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

/// <summary>
/// The adapter over the official client, whose package cannot be restored everywhere: compiled against a stand-in that is generated from the
/// service's model, and run over an official client that answers as this test says.
/// </summary>
public sealed class OfficialClientTests
{
    private const string Program = """
        using System.Net;
        using Amazon.Rekognition;
        using Amazon.Runtime;
        using ImageTagging.Rekognition;
        using ImageTagging.Rekognition.AwsSdk;
        using Theirs = Amazon.Rekognition.Model;

        var client = new AmazonRekognitionAdapter(new Official());
        var image = new ImageReference { Bytes = new byte[] { 1, 2, 3 } };
        var found = await client.DetectLabelsAsync(new() { Image = image, MaxLabels = 7 });
        var label = found.Labels[0];
        Console.WriteLine($"labels {found.LabelModelVersion}: {label.Name} {label.Confidence} under {label.Parents[0].Name}, {label.Aliases.Count} aliases");
        var custom = await client.DetectCustomLabelsAsync(new() { Image = image, ProjectVersionArn = "arn" });
        Console.WriteLine($"custom: {custom.CustomLabels[0].Name}");
        var moderation = await client.DetectModerationLabelsAsync(new() { Image = image });
        Console.WriteLine($"moderation: {moderation.ModerationLabels[0].Name} of {moderation.ModerationLabels[0].ParentName}");
        try
        {
            await client.DetectTextAsync(new() { Image = image });
        }
        catch (RekognitionException fault)
        {
            Console.WriteLine($"text: {fault.Kind} {fault.Code} {fault.StatusCode}");
        }

        internal sealed class Official : IAmazonRekognition
        {
            public IClientConfig Config => null!;

            public Task<Theirs.DetectLabelsResponse> DetectLabelsAsync(Theirs.DetectLabelsRequest request, CancellationToken cancellationToken) =>
                Task.FromResult(new Theirs.DetectLabelsResponse
                {
                    LabelModelVersion = $"{request.MaxLabels} {request.Image.Bytes.Length}",
                    Labels = [new() { Name = "Dog", Confidence = 98.5f, Parents = [new() { Name = "Animal" }] }],
                });

            public Task<Theirs.DetectCustomLabelsResponse> DetectCustomLabelsAsync(Theirs.DetectCustomLabelsRequest request, CancellationToken cancellationToken) =>
                Task.FromResult(new Theirs.DetectCustomLabelsResponse { CustomLabels = [new() { Name = request.ProjectVersionArn }] });

            public Task<Theirs.DetectModerationLabelsResponse> DetectModerationLabelsAsync(Theirs.DetectModerationLabelsRequest request, CancellationToken cancellationToken) =>
                Task.FromResult(new Theirs.DetectModerationLabelsResponse { ModerationLabels = [new() { Name = "Beer", ParentName = "Alcohol" }] });

            public Task<Theirs.DetectTextResponse> DetectTextAsync(Theirs.DetectTextRequest request, CancellationToken cancellationToken) =>
                throw new AmazonRekognitionException("slow", null, ErrorType.Sender, "ThrottlingException", "id", HttpStatusCode.BadRequest);

            public void Dispose() { }
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_adapter_compiles_against_the_services_model_and_serves()
    {
        var model = TestPaths.RequireShared("rekognition-model/service-2.json");
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python is not there; eng/prerequisites installs it.");
        using var folder = new TempFolder();
        var script = Path.Combine(TestPaths.RepositoryRoot, "eng", "rekognition-stand-in");
        string[] operations = ["DetectLabels", "DetectCustomLabels", "DetectModerationLabels", "DetectText"];
        await File.WriteAllTextAsync(
            folder.File("StandIn.cs"),
            await RunAsync("/usr/bin/python3", folder.Path, [script, model, .. operations]),
            Cancel
        );
        await File.WriteAllTextAsync(folder.File("Program.cs"), Program, Cancel);
        await File.WriteAllTextAsync(folder.File("Official.csproj"), Project(), Cancel);
        // Stop the search for build files upwards.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(folder.File(name), "<Project />", Cancel);
        }

        await RunAsync("dotnet", folder.Path, ["build", "-nologo", "-v", "quiet", "-nodeReuse:false", "-o", folder.File("out")]);
        var said = await RunAsync("dotnet", folder.Path, [Path.Combine(folder.File("out"), "Official.dll")]);
        Assert.Equal(
            [
                "labels 7 3: Dog 98.5 under Animal, 0 aliases",
                "custom: arn",
                "moderation: Beer of Alcohol",
                "text: Throttled ThrottlingException 400",
            ],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
    }

    // What the tests run with is compiled already; of packages the adapter needs none but AWSSDK.Core.
    private static string Project()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var ours = Path.Combine(TestPaths.RepositoryRoot, "src", "ImageTagging.Rekognition", "bin", configuration, "net10.0");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{TestPaths.RepositoryRoot}/src/ImageTagging.Rekognition.AwsSdk/*.cs" />
                <Reference Include="{ours}/ImageTagging*.dll" />
                <Reference Include="{AppContext.BaseDirectory}/AWSSDK.Core.dll" />
              </ItemGroup>
            </Project>
            """;
    }

    private static async Task<string> RunAsync(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // A compiler that outlives the test would hold its output open.
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        var said = await output;
        Assert.True(process.ExitCode == 0, $"{program}: {said}{await errors}");
        return said;
    }
}
