using ImageTagging.TestSupport;
using Microsoft.Playwright;

namespace ImageTagging.PageTests;

/// <summary>A person's visit: a window, the page in it, and everything that the browser complained of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private readonly List<string> _forgiven = [];

    private Visit(IBrowserContext context, IPage page, Site site) => (_context, Page, Site) = (context, page, site);

    public IPage Page { get; }

    public Site Site { get; }

    public static async Task<Visit> StartAsync(
        Chromium chromium,
        Site site,
        string path = "",
        int width = 1280,
        int height = 800,
        ColorScheme scheme = ColorScheme.Light,
        bool phone = false
    )
    {
        var browser = await chromium.StartAsync();
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                IsMobile = phone,
                HasTouch = phone,
                ReducedMotion = ReducedMotion.Reduce,
                Locale = "en-GB",
                TimezoneId = "UTC",
            }
        );
        context.SetDefaultTimeout(Chromium.Patience);
        // No notice goes by itself, however long a test is kept waiting between two looks.
        await context.AddInitScriptAsync(
            "{ const later = setTimeout; window.setTimeout = (act, ms, ...rest) => (ms === 8000 ? 0 : later(act, ms, ...rest)); }"
        );
        var page = await context.NewPageAsync();
        var visit = new Visit(context, page, site);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                visit.Add($"console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, fault) => visit.Add($"script: {fault}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))
            {
                visit.Add($"elsewhere: {request.Url}");
            }
        };
        await visit.GoAsync(path);
        return visit;
    }

    public static Task<Visit> OnPhoneAsync(
        Chromium chromium,
        Site site,
        string path = "",
        ColorScheme scheme = ColorScheme.Light
    ) => StartAsync(chromium, site, path, 390, 844, scheme, phone: true);

    public ILocator Box => Page.GetByRole(AriaRole.Combobox, new() { Name = "Search pictures by tags" });

    public ILocator Count => Page.Locator("#count");

    public ILocator Grid => Page.Locator("#grid");

    public ILocator Tiles => Page.Locator(".tile:not([hidden])");

    public ILocator Viewer => Page.Locator("#viewer");

    public ILocator Notices => Page.Locator("#toasts");

    public ILocator Tile(string name) => Page.Locator($".tile:not([hidden])[aria-label^='{name}']");

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Site.Address, path).ToString());
        await StartedAsync();
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await StartedAsync();
    }

    // The page has started: its script sets the title with the session and does all the rest in the same breath.
    private Task StartedAsync() => Assertions.Expect(Page.Locator("#title")).ToHaveTextAsync(Site.Title);

    /// <summary>Types and waits until so many pictures are found.</summary>
    public async Task SearchAsync(string query, string count)
    {
        await Box.FillAsync(query);
        await Assertions.Expect(Count).ToHaveTextAsync(count);
    }

    /// <summary>Keeps the screen as a picture, for people to look at.</summary>
    public async Task ShootAsync(string name)
    {
        var folder = Path.Combine(TestPaths.RepositoryRoot, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await Page.WaitForFunctionAsync(
            "() => document.fonts.status === 'loaded' && [...document.images].every(i => !i.src || i.complete) && !document.querySelector('[aria-busy=true]')"
        );
        var bytes = await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        Assert.True(bytes.Length > 5_000, $"The screen '{name}' is empty.");
    }

    public void AssertQuiet()
    {
        lock (_faults)
        {
            var left = _faults.Where(f => !_forgiven.Exists(w => f.Contains(w, StringComparison.Ordinal))).ToArray();
            Assert.True(left.Length == 0, string.Join('\n', left));
        }
    }

    /// <summary>Lets complaints pass that the test brings about: those in which one of these words is.</summary>
    public void Forgive(params string[] words) => _forgiven.AddRange(words);

    /// <summary>Ends it, and fails where the browser complained of anything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        AssertQuiet();
    }

    private void Add(string fault)
    {
        lock (_faults)
        {
            _faults.Add(fault);
        }
    }
}
