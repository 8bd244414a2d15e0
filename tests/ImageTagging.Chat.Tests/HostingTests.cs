using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Chat.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task The_builder_adds_a_tagger_over_the_hosts_own_client_and_does_not_dispose_it()
    {
        using var client = new ChatDouble();
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(client);
        services.AddSingleton<IImageCodec>(Pictures.Codec);
        services.AddImageTagging().AddChatTagger(o => o.Name = "eyes");
        await using (var provider = services.BuildServiceProvider())
        {
            var tagger = provider.GetRequiredService<ITagger>();
            using var image = Pictures.Of();
            Assert.NotEmpty((await tagger.TagAsync(image)).Labels);
            Assert.Equal("eyes", tagger.Info.Name);
        }

        Assert.Single(client.Asked);
    }

    [Fact]
    public async Task With_an_address_it_calls_that_and_not_the_hosts_client()
    {
        await using var service = await ChatService.StartAsync();
        using var client = new ChatDouble();
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(client);
        services.AddSingleton<IImageCodec>(Pictures.Codec);
        services.AddImageTagging().AddChatTagger(o => (o.Url, o.Model) = (service.Url, "eyes"));
        await using var provider = services.BuildServiceProvider();
        using var image = Pictures.Of();
        await provider.GetRequiredService<ITagger>().TagAsync(image);
        Assert.Single(service.Calls);
        Assert.Empty(client.Asked);
    }

    [Theory]
    [InlineData(false, "codec")]
    [InlineData(true, "IChatClient")]
    public async Task What_is_not_registered_is_told(bool codec, string told)
    {
        var services = new ServiceCollection();
        if (codec)
        {
            services.AddSingleton<IImageCodec>(Pictures.Codec);
        }

        services.AddImageTagging().AddChatTagger();
        await using var provider = services.BuildServiceProvider();
        var fault = Assert.Throws<ImageTaggingException>(provider.GetRequiredService<ITagger>);
        Assert.Equal(ErrorCodes.InvalidOptions, fault.Code);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faulty_options_are_told_when_the_host_starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder
            .Services.AddImageTagging()
            .UseInMemoryIndex()
            .AddChatTagger((_, o) => (o.MaxLabels, o.Url) = (0, "http://localhost/v1"));
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("MaxLabels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Model is missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_makes_a_tagger_of_the_type_chat()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IImageCodec>(Pictures.Codec);
        services.AddImageTagging().AddChatSupport();
        using var host = services.BuildServiceProvider();
        var provider = host.GetServices<IConfiguredProvider<ITagger>>().Single(p => p.Type == "chat");
        var section = Section(("Type", "chat"), ("Url", "http://localhost:11434/v1"), ("Model", "llava"), ("MaxLabels", "5"));

        Assert.Empty(provider.Validate(section));
        using var tagger = (ChatTagger)provider.Create(host, section);
        Assert.Equal(("chat", 5, false), (tagger.Info.Name, tagger.Info.Fingerprint.MaxLabels, tagger.Info.IsMetered));

        Assert.Equal(3, provider.Validate(Section(("Url", "http://localhost/v1"), ("MaxLabels", "0"), ("MaxLabel", "3"))).Count);
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => "Section:" + s.Key, s => (string?)s.Value))
            .Build()
            .GetSection("Section");
}
