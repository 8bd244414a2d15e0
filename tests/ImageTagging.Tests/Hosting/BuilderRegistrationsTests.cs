using ImageTagging.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Tests.Hosting;

public sealed class BuilderRegistrationsTests
{
    [Fact]
    public async Task Several_image_taggings_of_a_host_have_each_their_own_and_share_the_rest()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex().AddSource(new PictureStore(TimeProvider.System, "mem://first"));
        services
            .AddImageTagging(
                "archive",
                Configuration(("Index:Type", "memory"), ("Pipeline:Workers", "3"), ("Calls:words:MaxConcurrency", "2"))
            )
            .AddSource(new PictureStore(TimeProvider.System, "mem://archive"))
            .AddTagger(new WordTagger())
            .UseBudget(Budget.OfCalls(7))
            .RunInBackground(TimeSpan.FromHours(1))
            .AddHealthChecks();
        services.AddImageTagging("search only").UseInMemoryIndex();
        services.AddLogging();
        await using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );

        var first = provider.GetRequiredService<IImageTaggingPipeline>();
        var archive = provider.GetRequiredKeyedService<IImageTaggingPipeline>("archive");
        var alone = provider.GetRequiredKeyedService<IImageTaggingPipeline>("search only");
        Assert.Equal(["mem://first"], first.Sources.Select(s => s.Name));
        Assert.Equal(["mem://archive"], archive.Sources.Select(s => s.Name));
        Assert.Empty(alone.Sources);
        Assert.Equal((0, 1, 0), (first.Taggers.Count, archive.Taggers.Count, alone.Taggers.Count));
        Assert.Equal((0, 1), (first.Budgets.Count, archive.Budgets.Count));
        Assert.Equal(3, new HashSet<ITagIndex>([first.Index, archive.Index, alone.Index]).Count);
        Assert.Same(archive.Index, provider.GetRequiredKeyedService<ITagIndex>("archive"));
        Assert.Equal(3, provider.GetRequiredService<IOptionsMonitor<PipelineOptions>>().Get("archive").Workers);
        Assert.Null(provider.GetRequiredService<IOptions<PipelineOptions>>().Value.Workers);
        Assert.Single(provider.GetServices<IHostedService>(), s => s.GetType().Name == "BackgroundRuns");

        var store = (PictureStore)archive.Sources[0];
        store.Put("a.jpg", "dog");
        await archive.RunAsync();
        var query = new SearchRequest { Query = TagQueryParser.Parse("dog") };
        Assert.Equal(1, (await provider.GetRequiredKeyedService<IImageSearch>("archive").SearchAsync(query)).Results.Total);
        Assert.Equal(0, (await provider.GetRequiredService<IImageSearch>().SearchAsync(query)).Results.Total);
        Assert.NotNull(provider.GetRequiredKeyedService<ITagCurator>("archive"));
        Assert.NotNull(provider.GetRequiredKeyedService<ITagTeacher>("archive"));
        Assert.NotNull(provider.GetRequiredKeyedService<FailedImages>("archive"));
    }

    [Fact]
    public async Task One_of_several_without_an_index_is_named()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddImageTagging().UseInMemoryIndex();
        builder.Services.AddImageTagging("archive");
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("AddImageTagging(\"archive\")", fault.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))
            .Build();
}
