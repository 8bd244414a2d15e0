using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Notebooks.Tests;

/// <summary>That real servers take what <c>imagetag advise</c> says; here, because this project has both servers running.</summary>
public sealed class TemplateTests
{
    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_new_index_gets_the_advised_settings_and_the_later_ones_afterwards(string engine)
    {
        var stop = TestContext.Current.CancellationToken;
        var node = await (engine == "elasticsearch" ? Testbed.ElasticsearchAsync() : Testbed.OpenSearchAsync());
        var name = "advised-" + Guid.NewGuid().ToString("N");
        using var output = new StringWriter();
        await ToolProgram.RunAsync(
            ["advise", "--images", "100000000", "--name", name, "--nodes", "1", "--json"],
            output,
            TextWriter.Null,
            stop
        );
        using var advice = JsonDocument.Parse(output.ToString());
        using var client = new HttpClient { BaseAddress = node };
        try
        {
            using var put = await client.PutAsync(
                $"_index_template/{name}",
                Body(advice.RootElement.GetProperty("template")),
                stop
            );
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(stop));
            var options = new ElasticsearchIndexOptions
            {
                IndexName = name,
                Shards = advice.RootElement.GetProperty("shards").GetInt32(),
                Replicas = 0,
            };
            options.Nodes.Add(node);
            using var index = new ElasticsearchTagIndex(options);
            await index.EnsureReadyAsync(stop);
            var settings = await SettingsAsync();
            Assert.Equal("60s", settings.GetProperty("refresh_interval").GetString());
            Assert.Equal("best_compression", settings.GetProperty("codec").GetString());
            Assert.Equal("6", settings.GetProperty("number_of_shards").GetString());

            using var after = await client.PutAsync(
                $"{name}-000001/_settings",
                Body(advice.RootElement.GetProperty("settingsAfterwards")),
                stop
            );
            Assert.True(after.IsSuccessStatusCode, await after.Content.ReadAsStringAsync(stop));
            Assert.False((await SettingsAsync()).TryGetProperty("refresh_interval", out _));
        }
        finally
        {
            using var template = await client.DeleteAsync($"_index_template/{name}", CancellationToken.None);
            using var records = await client.DeleteAsync($"{name}-000001", CancellationToken.None);
        }

        async Task<JsonElement> SettingsAsync() =>
            (await client.GetFromJsonAsync<JsonElement>($"{name}-000001/_settings", stop))
                .GetProperty($"{name}-000001")
                .GetProperty("settings")
                .GetProperty("index");

        static StringContent Body(JsonElement json) => new(json.GetRawText(), Encoding.UTF8, "application/json");
    }
}
