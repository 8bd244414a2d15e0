using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Tests.Hosting;

public sealed class HostSettingsValidatorTests
{
    [Fact]
    public async Task A_host_without_an_index_is_told_so_when_it_starts()
    {
        using var host = Host(_ => { });
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("There is no index", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_quote_the_limits()
    {
        using var folder = new TempFolder();
        var vocabulary = Path.Combine(folder.Path, "missing.json");
        using var host = Host(b =>
            b.UseInMemoryIndex()
                .ConfigurePipeline(o => o with { Workers = 5000 })
                .ConfigureCalls("one", new() { CallsPerSecond = -1, MaxAttempts = 99 })
                .UseVocabulary(vocabulary)
                .RunInBackground(TimeSpan.FromMilliseconds(1))
        );
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        var all = fault.Message;
        Assert.Contains("Workers must be 1–1,024", all, StringComparison.Ordinal);
        Assert.Contains("CallsPerSecond is over 0", all, StringComparison.Ordinal);
        Assert.Contains("MaxAttempts is 1 to 20, not 99", all, StringComparison.Ordinal);
        Assert.Contains("missing.json", all, StringComparison.Ordinal);
        Assert.Contains("Background runs are made every second at the most", all, StringComparison.Ordinal);
    }

    private static IHost Host(Action<IImageTaggingBuilder> build)
    {
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        build(host.Services.AddImageTagging());
        return host.Build();
    }
}
