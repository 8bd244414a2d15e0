using System.Runtime.CompilerServices;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Where the AWS SDK looks, which it decides once a process: never at the developer's own files or machine.</summary>
internal static class ProcessSettings
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("aws").FullName;

    public static string ConfigFile => Path.Combine(Folder, "config");

    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", ConfigFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(Folder, "credentials"));
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        // The SDK falls back to the home folder where a file is not there the first time it looks.
        File.WriteAllText(ConfigFile, "");
        File.WriteAllText(Path.Combine(Folder, "credentials"), "");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
