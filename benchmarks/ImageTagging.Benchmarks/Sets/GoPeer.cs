namespace ImageTagging.Benchmarks.Sets;

/// <summary>The same job as one writes it in Go with the AWS SDK, built from <c>benchmarks/go-peer</c>.</summary>
internal sealed class GoPeer
{
    // Where Debian puts the sources of packages.
    private const string Packages = "/usr/share/gocode";
    private static readonly string s_folder = Path.Combine(Repository.Root, "benchmarks", "go-peer");
    private readonly string _program;

    private GoPeer(string program) => _program = program;

    /// <summary>What its index holds, as a request to make one.</summary>
    public static string Mapping => File.ReadAllText(Path.Combine(s_folder, "mapping.json"));

    /// <summary>What is missing to build it, as one sentence; null where nothing is.</summary>
    public static string? Missing() =>
        !IsOnPath("go") ? "Go is not installed (apt-get install golang-go)"
        : !Directory.Exists(Path.Combine(Packages, "src/github.com/aws/aws-sdk-go-v2/service/rekognition"))
            ? "the AWS SDK for Go is not installed (apt-get install golang-github-aws-aws-sdk-go-v2-dev)"
        : null;

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Builds it into a folder.</summary>
    public static async Task<GoPeer> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        var program = Path.Combine(folder, "go-peer");
        var environment = new Dictionary<string, string> { ["GO111MODULE"] = "off", ["GOPATH"] = Packages };
        _ = await ProgramRun.RunAsync("go", ["build", "-o", program, "."], environment, cancellationToken, folder: s_folder);
        return new(program);
    }

    /// <summary>Runs it to its end.</summary>
    public Task<string> RunAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    ) => ProgramRun.RunAsync(_program, arguments, environment, cancellationToken);
}
