namespace ImageTagging.AspNetCore.Tests;

public sealed class TeachTests
{
    private static Task<Server> StartAsync(ImageTaggingWebOptions? options = null) =>
        Server.WithAsync(new() { ["a.jpg"] = ["cat"], ["b.jpg"] = ["dog"] }, options);

    [Fact]
    public async Task Nothing_is_taught_at_first_and_pictures_without_vectors_teach_nothing()
    {
        await using var server = await StartAsync();
        Assert.Empty((await server.GetAsync("/api/teach")).GetProperty("tags").EnumerateArray());
        Assert.Empty((await server.GetAsync("/api/teach/next?tag=party")).GetProperty("pictures").EnumerateArray());
    }

    [Fact]
    public async Task A_judgement_of_what_is_so_already_is_kept()
    {
        await using var server = await StartAsync();
        var id = await server.IdOfAsync("a.jpg");
        var done = await server.PostAsync("/api/corrections", $$"""{"ids":["{{id}}"],"remove":["party"],"judgement":true}""");
        Assert.Equal(1, done.GetProperty("changed").GetInt64());
        Assert.Equal(
            "party",
            (await server.GetAsync($"/api/pictures/{id}")).GetProperty("corrections")[0].GetProperty("tag").GetString()
        );
    }
}
