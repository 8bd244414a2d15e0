using ImageTagging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Sqlite.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task A_host_uses_the_index_in_the_file_it_names()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddImageTagging().UseSqliteIndex(folder.File("sub/images.db"));
        await using var provider = services.BuildServiceProvider();
        var index = provider.GetRequiredService<ITagIndex>();
        await index.EnsureReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("sqlite", folder.File("sub/images.db")), (index.Info.Engine, index.Info.Location));
        Assert.True(File.Exists(folder.File("sub/images.db")));
    }

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var options = new SqliteIndexOptions
        {
            Path = " ",
            CacheBytes = 1,
            PageCacheBytes = 1,
            BusyTimeout = TimeSpan.FromHours(2),
            MaxReaders = 0,
        };
        Assert.Equal(5, options.Validate().Count);
        var fault = Assert.Throws<ArgumentException>(() => new SqliteTagIndex(options));
        Assert.All(options.Validate(), f => Assert.Contains(f, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_configuration_may_name_an_index_and_its_faults_are_sentences()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddImageTagging().AddSqliteSupport();
        await using var provider = services.BuildServiceProvider();
        var sqlite = Assert.Single(provider.GetServices<IConfiguredProvider<ITagIndex>>(), p => p.Type == "sqlite");

        var good = Section(("Path", folder.File("images.db")), ("BusyTimeout", "00:00:05"), ("MaxReaders", "2"));
        Assert.Empty(sqlite.Validate(good));
        await using var index = Assert.IsType<SqliteTagIndex>(sqlite.Create(provider, good));
        Assert.Equal(folder.File("images.db"), index.Info.Location);

        Assert.Equal(3, sqlite.Validate(Section(("CacheBytes", "much"), ("BusyTimeout", "soon"))).Count);
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create("Index:" + v.Key, (string?)v.Value)))
            .Build()
            .GetSection("Index");
}
