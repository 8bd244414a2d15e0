using System.Runtime.InteropServices;

namespace ImageTagging;

// The platform as packages with native libraries name it, such as linux-x64.
internal static class NativePlatform
{
    // A distribution that builds .NET itself names itself (alpine.3.22-x64); packages know the C library only.
    public static string Name { get; } =
        (
            OperatingSystem.IsWindows() ? "win-"
            : OperatingSystem.IsMacOS() ? "osx-"
            : IsMusl(RuntimeInformation.RuntimeIdentifier) ? "linux-musl-"
            : "linux-"
        ) + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static bool IsMusl(string runtime) =>
        runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal);
}
