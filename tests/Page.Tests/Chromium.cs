using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ImageTagging.PageTests.Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ImageTagging.PageTests;

/// <summary>One browser for all tests, started by the first that asks for it; skipped, visibly, where there is none.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Nothing waits so long unless it hangs: the machine may be busy with other things.</summary>
    public const float Patience = 90_000;

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task<IBrowser> StartAsync()
    {
        if (_browser is not null)
        {
            return _browser;
        }

        var program = s_places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no chromium; 'apt-get install chromium' brings it.");
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = program,
                Timeout = Patience,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--enable-precise-memory-info",
                    "--js-flags=--expose-gc",
                ],
            }
        );
        return _browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
