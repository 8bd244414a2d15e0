using Elastic.Clients.Elasticsearch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>The index in a host: options in the ways of every package, by key, by configuration.</summary>
public sealed class HostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Names(string Index);

    [Fact]
    public void Options_are_said_before_by_and_after_the_call()
    {
        using var provider = Build(services =>
        {
            services.AddSingleton(new Names("pictures"));
            services
                .AddImageTagging()
                .UseElasticsearchIndex(
                    "http://one.test:9200/images",
                    (s, o) => (o.IndexName, o.BulkCount) = (s.GetRequiredService<Names>().Index, 20)
                );
            services.Configure<ElasticsearchIndexOptions>(o => (o.BulkCount, o.Shards) = (10, 3));
            services.PostConfigure<ElasticsearchIndexOptions>(o => o.Shards++);
        });
        Assert.Equal("http://one.test:9200/pictures", provider.GetRequiredService<ITagIndex>().Info.Location);
        var options = provider.GetRequiredService<IOptions<ElasticsearchIndexOptions>>().Value;
        Assert.Equal(("pictures", 20, 4), (options.IndexName, options.BulkCount, options.Shards));
    }

    [Fact]
    public void A_key_has_an_index_of_its_own()
    {
        using var provider = Build(services =>
        {
            services.AddImageTagging().UseElasticsearchIndex("http://one.test:9200/images");
            services.AddImageTagging("archive").UseElasticsearchIndex(o => o.UseAddress("http://two.test:9200/old"));
            services
                .AddImageTagging("client")
                .UseElasticsearchIndex(
                    new ElasticsearchClient(new Uri("http://three.test:9200")),
                    (_, o) => o.IndexName = "through-a-client"
                );
        });
        Assert.Equal("http://one.test:9200/images", provider.GetRequiredService<ITagIndex>().Info.Location);
        Assert.Equal("http://two.test:9200/old", provider.GetRequiredKeyedService<ITagIndex>("archive").Info.Location);
        Assert.Equal(
            "http://three.test:9200/through-a-client",
            provider.GetRequiredKeyedService<ITagIndex>("client").Info.Location
        );
    }

    [Fact]
    public async Task A_host_tells_every_fault_when_it_starts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddImageTagging().UseElasticsearchIndex(o => (o.Shards, o.BulkCount, o.IndexName) = (0, 0, "Pictures"));
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in new[] { "Nodes is empty", "Shards must", "BulkCount must", "'Pictures' is no name" })
        {
            Assert.Contains(option, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_address_that_is_none_is_told_where_it_is_said() =>
        Assert.Throws<ArgumentException>(() =>
            new ServiceCollection().AddImageTagging().UseElasticsearchIndex("localhost:9200/images")
        );

    [Theory]
    [InlineData("Shards", "0", "ImageTagging:Index:Shards must be 1 to 1,024.")]
    [InlineData("Shards", "two", "ImageTagging:Index:Shards must be a whole number.")]
    [InlineData("RetryFor", "10", "ImageTagging:Index:RetryFor must be a time such as 00:01:00.")]
    [InlineData("CreatesIndex", "perhaps", "ImageTagging:Index:CreatesIndex must be true or false.")]
    [InlineData("Url", "nowhere", "ImageTagging:Index:Url must be an address such as http://localhost:9200/images.")]
    [InlineData("Nodes:1", "nowhere", "ImageTagging:Index:Nodes must be an address such as http://localhost:9200/images.")]
    [InlineData("Replica", "1", "ImageTagging:Index:Replica is no setting")]
    [InlineData("IndexName", "Pictures", "ImageTagging:Index: IndexName: 'Pictures' is no name for an index")]
    public async Task A_fault_of_the_configuration_has_its_whole_path(string key, string value, string expected)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ImageTagging:Index:Type"] = "elasticsearch",
                ["ImageTagging:Index:Url"] = "http://one.test:9200",
                ["ImageTagging:Index:" + key] = value,
            }
        );
        builder.Services.AddImageTagging(builder.Configuration).AddElasticsearchSupport();
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_stands_between_the_hosts_Configure_and_its_PostConfigure()
    {
        using var provider = Build(services =>
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Index:Type"] = "elasticsearch",
                        ["Index:Url"] = "http://two.test:9200/configured",
                    }
                )
                .Build();
            services.AddImageTagging(configuration).AddElasticsearchSupport();
            services.Configure<ElasticsearchIndexOptions>(o => o.UseAddress("http://one.test:9200/before"));
            services.PostConfigure<ElasticsearchIndexOptions>(o => o.IndexName += "-after");
        });
        Assert.Equal("http://two.test:9200/configured-after", provider.GetRequiredService<ITagIndex>().Info.Location);
    }

    private static ServiceProvider Build(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        return services.BuildServiceProvider();
    }
}
