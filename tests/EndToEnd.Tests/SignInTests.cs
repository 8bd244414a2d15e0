using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>Credentials as people have them on machines of their own.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Whoever_has_signed_in_with_aws_sso_login_needs_no_keys()
    {
        using var home = new TempFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var portal = builder.Build();
        portal.Run(request =>
            request.Request.Path == "/federation/credentials"
            && request.Request.Headers["x-amz-sso_bearer_token"] == "token-of-the-day"
                ? request.Response.WriteAsync(
                    """{"roleCredentials":{"accessKeyId":"signed-in","secretAccessKey":"for-a-day","sessionToken":"of-the-day","expiration":4070908800000}}"""
                )
                : Refuse(request)
        );
        await portal.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            home.File("config"),
            """
            [profile dev]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = Tagger
            region = us-east-1
            [sso-session corp]
            sso_region = us-east-1
            sso_start_url = https://corp.example/start
            """
        );
        // What 'aws sso login' leaves behind, under the name that it gives it.
#pragma warning disable CA5350 // The name is no secret.
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("corp")));
#pragma warning restore CA5350
        Directory.CreateDirectory(home.File(".aws/sso/cache"));
        await File.WriteAllTextAsync(
            home.File($".aws/sso/cache/{name}.json"),
            """{"startUrl":"https://corp.example/start","region":"us-east-1","accessToken":"token-of-the-day","expiresAt":"2099-01-01T00:00:00Z"}"""
        );
        await using var rekognition = await RekognitionDouble.StartAsync();
        rekognition.Signatures.Add(new("signed-in", "for-a-day", "of-the-day"));

        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "detect",
                Path.Combine(TestPaths.Photos, "things", "coffee.png"),
                "--tagger",
                "rekognition",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("AWS_ACCESS_KEY_ID");
        start.Environment.Remove("AWS_SECRET_ACCESS_KEY");
        start.Environment["HOME"] = home.Path;
        start.Environment["AWS_CONFIG_FILE"] = home.File("config");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = home.File("none");
        start.Environment["AWS_PROFILE"] = "dev";
        start.Environment["AWS_ENDPOINT_URL_REKOGNITION"] = rekognition.ServiceUrl;
        start.Environment["AWS_ENDPOINT_URL_SSO"] = portal.Urls.Single();
        using var tool = Process.Start(start)!;
        var (output, error) = (tool.StandardOutput.ReadToEndAsync(), tool.StandardError.ReadToEndAsync());
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(tool.ExitCode == 0, await output + await error);
        Assert.Equal(1, rekognition.CallCount);
    }

    private static Task Refuse(HttpContext request)
    {
        request.Response.StatusCode = 401;
        return Task.CompletedTask;
    }
}
