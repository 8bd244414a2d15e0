using System.Net;
using System.Security.Claims;
using ImageTagging.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Who gets in, and under which name.</summary>
public sealed class AdmissionTests
{
    private static Task<Server> StartAsync(
        ImageTaggingWebOptions? options = null,
        Action<IEndpointConventionBuilder>? conventions = null
    ) =>
        Server.StartAsync(
            new FakeImageSource(),
            new ScriptedTagger(),
            options,
            services: s => s.AddAuthorization(),
            app: a =>
            {
                a.Use(
                    (context, next) =>
                    {
                        if (context.Request.Headers.TryGetValue("X-From", out var from))
                        {
                            context.Connection.RemoteIpAddress = IPAddress.Parse(from.ToString());
                        }

                        if (context.Request.Headers.TryGetValue("X-Claim", out var claim))
                        {
                            var parts = claim.ToString().Split('=', StringSplitOptions.RemoveEmptyEntries);
                            Claim[] claims = parts.Length == 2 ? [new(parts[0], parts[1])] : [];
                            context.User = new(new ClaimsIdentity(claims, "test"));
                        }

                        return next(context);
                    }
                );
                a.UseAuthorization();
            },
            conventions: conventions
        );

    [Theory]
    [InlineData("X-From", "192.0.2.7")]
    [InlineData("X-From", "::ffff:192.0.2.7")]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("Host", "pictures.example")]
    public async Task Where_nobody_said_who_gets_in_only_this_machine_does(string header, string value)
    {
        await using var server = await StartAsync();
        foreach (var path in (string[])["/", "/api/session", "/assets/app.js", "/openapi.json"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, path, header, value));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, path, "X-From", "::ffff:127.0.0.1"));
        }
    }

    [Theory]
    [InlineData("anyone")]
    [InlineData("anonymous")]
    [InlineData("authorised")]
    public async Task Where_the_host_said_so_others_get_in(string how)
    {
        await using var server = await StartAsync(
            new() { AllowAnyone = how == "anyone" },
            group =>
                _ =
                    how == "anonymous" ? group.AllowAnonymous()
                    : how == "authorised" ? group.RequireAuthorization(p => p.RequireAssertion(_ => true))
                    : group
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/session", "X-From", "192.0.2.7"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/session", "Host", "pictures.example"));
    }

    [Theory]
    [InlineData(null, "Ann")]
    [InlineData("sub=u-17", "u-17")]
    [InlineData(ClaimTypes.NameIdentifier + "=n-3", "n-3")]
    [InlineData(ClaimTypes.Name + "=Bob", "Bob")]
    [InlineData("=", "web")]
    public async Task Who_signed_in_is_named_and_not_what_the_request_calls_itself(string? claim, string expected)
    {
        await using var server = await StartAsync();
        await server.Index.WriteAsync([
            RecordWrite.Create(
                new()
                {
                    Source = "fake://pictures",
                    Key = "a.jpg",
                    Location = "a.jpg",
                    Size = 1,
                    ModifiedAt = DateTimeOffset.UnixEpoch,
                    ListedAt = DateTimeOffset.UnixEpoch,
                    Tags = [new("cat", Confidence.Full)],
                }
            ),
        ]);
        await server.Index.RefreshAsync();
        var stranger = await server.TokenAsync();
        if (claim is not null)
        {
            server.Client.DefaultRequestHeaders.Add("X-Claim", claim);
        }

        var id = Images.ImageAddress.Of(new("fake://pictures", "a.jpg"));
        var correction = $$"""{"ids":["{{id}}"],"add":["pet"],"by":"Ann"}""";
        if (claim?.Length > 1)
        {
            await server.PostAsync("/api/corrections", correction, HttpStatusCode.Forbidden, stranger);
        }

        await server.PostAsync("/api/corrections", correction);
        var detail = await server.GetAsync($"/api/pictures/{id}");
        Assert.Equal(expected, detail.GetProperty("corrections")[0].GetProperty("by").GetString());
    }

    private static async Task<HttpStatusCode> StatusAsync(Server server, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
