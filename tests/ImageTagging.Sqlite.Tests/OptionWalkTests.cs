using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests;

/// <summary>Every option of the index.</summary>
public sealed class OptionWalkTests
{
    [Fact]
    public void Every_option_binds_has_ends_and_a_test() =>
        new OptionWalk<SqliteIndexOptions>(
            section =>
            {
                var faults = new List<string>();
                return (SqliteIndexExtensions.Read(section, faults), faults);
            },
            options => options.Validate(),
            new Dictionary<string, string?> { ["Path"] = "/images.db" }
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Path", "/other.db", "HostingTests.The_configuration_may_name_an_index_and_its_faults_are_sentences"),
            new("CacheBytes", "2000000", "PLACEHOLDER"),
            new("PageCacheBytes", "100000", "PLACEHOLDER"),
            new("BusyTimeout", "00:00:05", "PLACEHOLDER"),
            new("MaxReaders", "2", "PLACEHOLDER")
        );
}
