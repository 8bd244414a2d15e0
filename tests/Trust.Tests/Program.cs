namespace ImageTagging.Trust.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args is [WorkerProcess.Argument, .. var rest] ? Worker.RunAsync(rest)
        : args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            )
        : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
