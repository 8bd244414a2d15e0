using ImageTagging.Tests.FileSystem;
using ImageTagging.Tests.Running;
using ImageTagging.Watching;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Watching;

public sealed class FolderHintsTests : IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_systems_limit_of_watches_is_told_by_its_name_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is a limit of Linux.");
        var log = new LineLog();
        using var hints = new FolderHints(_folder.Source(), new(TimeSpan.FromSeconds(2), _time), log);
        hints.Broke(new IOException("The configured user limit is reached.", 28));
        hints.Broke(new IOException("The configured user limit is reached.", 28));
        Assert.True(hints.IsLimited);
        Assert.Contains("fs.inotify.max_user_watches", Assert.Single(log.Lines), StringComparison.Ordinal);
    }
}
