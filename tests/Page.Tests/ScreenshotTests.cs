using ImageTagging.TestSupport;
using Microsoft.Playwright;

namespace ImageTagging.PageTests;

/// <summary>A picture of every screen, under artifacts/screenshots: on a desk and on a phone, light and dark.</summary>
public sealed class ScreenshotTests(Chromium chromium)
{
    [Theory]
    [InlineData("desktop", ColorScheme.Light)]
    [InlineData("phone", ColorScheme.Dark)]
    [InlineData("desktop", ColorScheme.Dark)]
    [InlineData("phone", ColorScheme.Light)]
    public async Task Every_screen_is_kept_as_a_picture(string device, ColorScheme scheme)
    {
        await using var site = await Site.StartAsync(Screens.FailingTagger());
        await using var visit =
            device == "phone"
                ? await Visit.OnPhoneAsync(chromium, site, scheme: scheme)
                : await Visit.StartAsync(chromium, site, width: 1440, height: 900, scheme: scheme);

        // Every day two of each in all four looks, the rest where the project proves itself.
        foreach (var screen in Trials.IsProof ? Screens.All : Screens.All.Where(s => s.Name is "pictures" or "picture"))
        {
            await screen.OpenAsync(visit);
            await visit.ShootAsync($"{screen.Name}-{device}-{scheme.ToString().ToLowerInvariant()}");
        }
    }
}
