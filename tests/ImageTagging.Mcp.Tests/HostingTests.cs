using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace ImageTagging.Mcp.Tests;

/// <summary>The tools in a host: options in the ways of every package.</summary>
public sealed class HostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Rights(bool MayCorrect);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_hosts_services_say_whether_assistants_may_correct(bool mayCorrect)
    {
        var services = Services();
        services.AddSingleton(new Rights(mayCorrect));
        services
            .AddImageTagging()
            .UseInMemoryIndex()
            .AddMcp((s, o) => o.AllowCorrections = s.GetRequiredService<Rights>().MayCorrect);
        using var provider = services.BuildServiceProvider();
        var tools = provider.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection!;
        Assert.Equal(mayCorrect, tools.PrimitiveNames.Contains("correct"));
        Assert.Contains("search", tools.PrimitiveNames);
    }

    [Fact]
    public void Options_are_said_before_by_and_after_the_call()
    {
        var services = Services();
        services.AddImageTagging().UseInMemoryIndex().AddMcp(o => o.PictureSide *= 2);
        services.Configure<ImageTaggingMcpOptions>(o => (o.PictureSide, o.CorrectionsBy) = (100, "helper"));
        services.PostConfigure<ImageTaggingMcpOptions>(o => o.PictureSide++);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<ImageTaggingMcpOptions>>().Value;
        Assert.Equal((201, "helper"), (options.PictureSide, options.CorrectionsBy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_tells_every_fault_when_it_starts(bool overStreams)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var tagging = builder.Services.AddImageTagging().UseInMemoryIndex();
        var options = new ImageTaggingMcpOptions
        {
            PictureSide = 1,
            CorrectionsBy = " ",
            Origins = ["chat.example"],
        };
        _ = overStreams ? tagging.AddMcpOverStandardStreams(options) : tagging.AddMcp(options);
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in new[] { "Mcp: PictureSide", "Mcp: CorrectionsBy", "'chat.example' is none" })
        {
            Assert.Contains(option, fault.Message, StringComparison.Ordinal);
        }
    }

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        return services;
    }
}
