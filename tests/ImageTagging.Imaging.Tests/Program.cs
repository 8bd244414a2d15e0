namespace ImageTagging.Imaging.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args is [DecodeProcess.Argument, .. var rest] ? DecodeProcess.RunAsync(rest)
        : args is [HostileProcess.Argument, .. var files] ? HostileProcess.RunAsync(files)
        : args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            )
        : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
