using System.Runtime.CompilerServices;

[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Servers that live for minutes: their second compiler costs more than it gains. Tests wait for them more than they work.</summary>
internal static class QuickServers
{
    [ModuleInitializer]
    internal static void Hurry() => Environment.SetEnvironmentVariable("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
}
