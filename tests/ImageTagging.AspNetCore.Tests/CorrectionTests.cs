using System.Net;

namespace ImageTagging.AspNetCore.Tests;

public sealed class CorrectionTests
{
    private static Task<Server> StartAsync(ImageTaggingWebOptions? options = null) =>
        Server.WithAsync(
            new()
            {
                ["a.jpg"] = ["cat"],
                ["b.jpg"] = ["cat", "dog"],
                ["c.jpg"] = ["dog"],
            },
            options
        );

    [Fact]
    public async Task Named_pictures_are_corrected_and_changed_back()
    {
        await using var server = await StartAsync();
        var id = await server.IdOfAsync("a.jpg");

        var done = await server.PostAsync(
            "/api/corrections",
            $$"""{"ids":["{{id}}"],"add":["Kitten"],"remove":["cat"],"by":"Ann"}"""
        );

        Assert.Equal(1, done.GetProperty("changed").GetInt64());
        var detail = await server.GetAsync($"/api/pictures/{id}");
        var tag = detail.GetProperty("tags")[0];
        Assert.Equal(("kitten", "person"), (tag.GetProperty("name").GetString(), tag.GetProperty("by").GetString()));
        Assert.Equal("Ann", detail.GetProperty("corrections")[0].GetProperty("by").GetString());

        var undone = await server.PostAsync($"/api/corrections/{done.GetProperty("batch").GetString()}/undo");
        Assert.Equal(1, undone.GetProperty("changed").GetInt64());
        Assert.Equal(
            "cat",
            (await server.GetAsync($"/api/pictures/{id}")).GetProperty("tags")[0].GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task Stars_favourite_and_title_are_given_found_and_changed_back()
    {
        await using var server = await StartAsync();
        var id = await server.IdOfAsync("a.jpg");
        var done = await server.PostAsync(
            "/api/corrections",
            $$"""{"ids":["{{id}}"],"rating":4,"favourite":true,"title":"At home","by":"Ann"}"""
        );
        Assert.Equal(1, done.GetProperty("changed").GetInt64());
        var detail = await server.GetAsync($"/api/pictures/{id}");
        Assert.Equal(4, detail.GetProperty("rating").GetInt32());
        Assert.Equal("At home", detail.GetProperty("photo").GetProperty("title").GetString());
        Assert.Equal(
            ["rating 4", "favourite ", "title At home"],
            detail
                .GetProperty("corrections")
                .EnumerateArray()
                .Select(c => $"{c.GetProperty("fact").GetString()} {c.GetProperty("value").GetString()}")
        );
        var found = await server.GetAsync("/api/search?q=rating>=4+favourite&facets=rating&size=1");
        Assert.Equal(1, found.GetProperty("total").GetInt64());
        Assert.True(found.GetProperty("hits")[0].GetProperty("favourite").GetBoolean());
        Assert.Equal("4", found.GetProperty("facets").GetProperty("rating")[0].GetProperty("value").GetString());

        await server.PostAsync($"/api/corrections/{done.GetProperty("batch").GetString()}/undo");
        Assert.Equal(0, (await server.GetAsync("/api/search?q=has:rating")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Thousands_of_named_pictures_are_corrected_in_parts_of_one_batch_and_changed_back_together()
    {
        await using var server = await Server.WithAsync(
            Enumerable.Range(0, 2_500).ToDictionary(i => $"{i:D4}.jpg", _ => (string[])["cat"])
        );
        var ids = Enumerable.Range(0, 2_500).Select(i => Images.ImageAddress.Of(new("fake://pictures", $"{i:D4}.jpg"))).ToArray();

        var first = await CorrectAsync(ids[..1_500], null);
        var batch = first.GetProperty("batch").GetString();
        var second = await CorrectAsync(ids[1_500..], batch);

        Assert.Equal(
            (1_500, 1_000, batch),
            (
                first.GetProperty("changed").GetInt32(),
                second.GetProperty("changed").GetInt32(),
                second.GetProperty("batch").GetString()
            )
        );
        var undone = await server.PostAsync($"/api/corrections/{batch}/undo");
        Assert.Equal(2_500, undone.GetProperty("changed").GetInt32());
        await CorrectAsync(ids[..1], "../other", HttpStatusCode.BadRequest);

        Task<System.Text.Json.JsonElement> CorrectAsync(
            string[] of,
            string? within,
            HttpStatusCode expected = HttpStatusCode.OK
        ) =>
            server.PostAsync(
                "/api/corrections",
                System.Text.Json.JsonSerializer.Serialize(
                    new
                    {
                        ids = of,
                        add = (string[])["pet"],
                        batch = within,
                    }
                ),
                expected
            );
    }

    [Fact]
    public async Task All_that_a_query_finds_are_corrected_only_where_the_number_is_still_the_one_that_was_shown()
    {
        await using var server = await StartAsync();

        var refused = await server.PostAsync(
            "/api/corrections",
            """{"query":"cat","expected":3,"add":["pet"]}""",
            HttpStatusCode.Conflict
        );
        Assert.Equal("CountChanged", refused.GetProperty("code").GetString());
        var done = await server.PostAsync("/api/corrections", """{"query":"cat","expected":2,"add":["pet"]}""");
        Assert.Equal(2, done.GetProperty("changed").GetInt64());
        Assert.Equal(2, (await server.GetAsync("/api/search?q=pet")).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("""{"add":["x"]}""", "CorrectionRefused")]
    [InlineData("""{"ids":["zzz"],"add":["x"]}""", "BadId")]
    [InlineData("""{"ids":[null],"add":["x"]}""", "BadId")]
    [InlineData("""{"query":"cat","add":["x"]}""", "CorrectionRefused")]
    [InlineData("""{"query":"cat","expected":2}""", "CorrectionRefused")]
    [InlineData("""{"query":"cat","expected":2,"rating":6}""", "CorrectionRefused")]
    [InlineData("""{"query":"cat","expected":2,"rating":"four"}""", "BadJson")]
    [InlineData("""{"query":"cat","expected":2,"add":["\u0000"]}""", "CorrectionRefused")]
    [InlineData("""{"query":"(","expected":2,"add":["x"]}""", "QuerySyntax")]
    [InlineData("""[1,2""", "BadJson")]
    [InlineData("null", "BadJson")]
    public async Task What_is_no_correction_is_refused(string json, string code)
    {
        await using var server = await StartAsync();
        var problem = await server.PostAsync("/api/corrections", json, HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_host_says_who_may_correct_and_under_which_name()
    {
        await using var server = await StartAsync(
            new()
            {
                Allow = (context, action) => action != WebAction.Correct || context.Request.Headers["X-May"] == "yes",
                User = _ => "Signed In",
            }
        );
        Assert.False((await server.GetAsync("/api/session")).GetProperty("canCorrect").GetBoolean());
        const string Json = """{"query":"cat","expected":2,"add":["pet"],"by":"somebody else"}""";
        await server.PostAsync("/api/corrections", Json, HttpStatusCode.Forbidden);
        server.Client.DefaultRequestHeaders.Add("X-May", "yes");
        await server.PostAsync("/api/corrections", Json);
        var detail = await server.GetAsync("/api/pictures/" + await server.IdOfAsync("a.jpg"));
        Assert.Equal("Signed In", detail.GetProperty("corrections")[0].GetProperty("by").GetString());
    }

    [Fact]
    public async Task Nothing_changes_where_all_is_read_only()
    {
        await using var server = await StartAsync(new() { IsReadOnly = true });
        var session = await server.GetAsync("/api/session");
        foreach (var right in (string[])["canWrite", "canCorrect", "canUpload", "canRun"])
        {
            Assert.False(session.GetProperty(right).GetBoolean());
        }

        foreach (
            var path in (string[])
                [
                    "/api/corrections",
                    "/api/corrections/x/undo",
                    "/api/runs",
                    "/api/runs/stop",
                    "/api/failures/retry",
                    "/api/uploads",
                ]
        )
        {
            var problem = await server.PostAsync(path, "{}", HttpStatusCode.Forbidden);
            Assert.Equal("NotAllowed", problem.GetProperty("code").GetString());
        }
    }
}
