using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImageTagging.Tests.Hosting;

public sealed class ImageTaggingServiceCollectionExtensionsTests
{
    [Fact]
    public async Task A_host_with_only_an_index_starts()
    {
        using var host = Host(b => b.UseInMemoryIndex());
        await host.StartAsync();
        Assert.NotNull(host.Services.GetRequiredService<ITagIndex>());
        await host.StopAsync();
    }

    [Fact]
    public async Task AddImageTagging_itself_may_be_repeated()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex();
        services.AddImageTagging().AddFolderSource("/pictures", new() { Name = "pictures" });
        await using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<ImageTaggingPipeline>());
    }

    private static IHost Host(Action<IImageTaggingBuilder> build)
    {
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        build(host.Services.AddImageTagging());
        return host.Build();
    }
}
