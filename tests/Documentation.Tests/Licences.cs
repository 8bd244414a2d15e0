using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

public sealed class Licences
{
    [Fact]
    public async Task The_page_of_licences_is_what_the_lock_files_say()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "eng/licences is written in Python, which is not installed");
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            WorkingDirectory = TestPaths.RepositoryRoot,
            RedirectStandardError = true,
            UseShellExecute = false,
            ArgumentList = { Path.Combine("eng", "licences"), "--check" },
        };
        using var check = Process.Start(start)!;
        var error = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(check.ExitCode == 0, error);
    }
}
