using System.Net;
using ImageTagging.AspNetCore.Images;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Every option of the page and its endpoints.</summary>
public sealed class OptionWalkTests
{
    [Fact]
    public void Every_option_has_ends_and_a_test() =>
        new OptionWalk<ImageTaggingWebOptions>(read: null, options => OptionFaults.Of(options.Validate)).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            // Only ever compared with: a host may have any disk and any picture.
            endless: ["MaxUploadPixels", "MaxThumbnailBytes", "MaxDownloadBytes"],
            new("Title", null, "GuardTests.The_page_knows_where_it_is_and_is_sent_once"),
            new("IsReadOnly", null, "CorrectionTests.Nothing_changes_where_all_is_read_only"),
            new("Allow", null, "CorrectionTests.The_host_says_who_may_correct_and_under_which_name"),
            new("User", null, "CorrectionTests.The_host_says_who_may_correct_and_under_which_name"),
            new("Key", null, "KeyTests.With_a_key_nobody_gets_in_without_it"),
            new("Hosts", null, "GuardTests.A_host_name_that_is_not_ours_is_refused_against_rebinding"),
            new("AllowAnyone", null, "AdmissionTests.Where_the_host_said_so_others_get_in"),
            new("PublicUrl", null, "ProxyTests.Behind_a_proxy_that_is_named_pictures_are_found_and_corrected"),
            new("TrustedProxies", null, "ProxyTests.Who_comes_through_a_trusted_proxy_is_not_this_machine_whatever_they_claim"),
            new("UploadTo", null, "OptionWalkTests.Uploads_go_to_the_source_and_the_folder_that_are_named"),
            new("UploadPrefix", null, "OptionWalkTests.Uploads_go_to_the_source_and_the_folder_that_are_named"),
            new("MaxUploadBytes", null, "UploadTests.What_is_no_picture_or_too_much_is_refused_and_nothing_is_left"),
            new("MaxUploadPixels", null, "UploadTests.What_is_no_picture_or_too_much_is_refused_and_nothing_is_left"),
            new("MaxUploadCount", null, "OptionWalkTests.One_request_brings_no_more_pictures_than_are_allowed"),
            new("MaxUploadRequestBytes", null, "UploadTests.A_request_is_bounded_as_a_whole"),
            new("ServiceKey", null, "OptionWalkTests.A_page_of_one_of_several_shows_its_own_pictures"),
            new("ThumbnailFolder", null, "OptionWalkTests.Thumbnails_are_kept_where_it_is_said"),
            new("MaxThumbnailBytes", null, "PictureTests.Thumbnails_on_disk_stay_within_their_bound_and_the_least_used_go_first"),
            new("MaxPictureBytes", null, "OptionWalkTests.Of_a_picture_that_is_too_long_no_thumbnail_is_made"),
            new("MaxDownloadBytes", null, "DownloadTests.Too_much_unknown_and_foreign_downloads_are_refused"),
            new("WritesSidecars", null, "SidecarTests.Nobody_writes_where_the_host_does_not_offer_it_or_does_not_let_them"),
            new("Decodes", null, "OptionWalkTests.As_many_pictures_are_decoded_at_once_as_it_is_said")
        );

    [Fact]
    public async Task Uploads_go_to_the_source_and_the_folder_that_are_named()
    {
        using var first = new TempFolder();
        using var second = new TempFolder();
        var one = new FolderImageSource(first.Path, new() { AllowEmpty = true, Name = "one" });
        var two = new FolderImageSource(second.Path, new() { AllowEmpty = true, Name = "two" });
        await using var server = await Server.StartAsync(
            one,
            new ScriptedTagger(),
            new() { UploadTo = "two", UploadPrefix = "inbox/" },
            images: i => i.AddSource(two)
        );
        var stored = (await server.UploadAsync(("a.jpg", Photographs.Small(1))))[0].GetProperty("key").GetString()!;
        Assert.StartsWith("inbox/", stored, StringComparison.Ordinal);
        Assert.True(File.Exists(second.File(stored)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(first.Path));

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() =>
            Server.StartAsync(one, new ScriptedTagger(), new() { UploadTo = "three" })
        );
        Assert.Equal("InvalidOptions", fault.Code);
        Assert.Contains("'three'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_one_of_several_shows_its_own_pictures()
    {
        var (source, other) = (new FakeImageSource(), new FakeImageSource());
        source.Put("a.jpg", "a"u8.ToArray());
        other.Put("old.jpg", "old"u8.ToArray());
        IServiceProvider? host = null;
        await using var server = await Server.StartAsync(
            source,
            new ScriptedTagger(),
            new() { ServiceKey = "archive" },
            services: s => s.AddImageTagging("archive").AddSource(other).AddTagger(new ScriptedTagger()).UseInMemoryIndex(),
            app: made => host = made.Services
        );
        await host!.GetRequiredService<IImageTaggingPipeline>().RunAsync();
        await host!.GetRequiredKeyedService<IImageTaggingPipeline>("archive").RunAsync();
        Assert.NotEmpty(await server.IdOfAsync("old.jpg"));
        Assert.Equal(1, (await server.GetAsync("/api/search")).GetProperty("total").GetInt64());

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() =>
            Server.StartAsync(source, new ScriptedTagger(), new() { ServiceKey = "cellar" })
        );
        Assert.Contains("AddImageTagging(\"cellar\")", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_request_brings_no_more_pictures_than_are_allowed()
    {
        using var folder = new TempFolder();
        await using var server = await Server.StartAsync(
            new FolderImageSource(folder.Path, new() { AllowEmpty = true }),
            new ScriptedTagger(),
            new() { MaxUploadCount = 2 }
        );
        (string, byte[])[] files = [.. Enumerable.Range(0, 3).Select(i => ($"{i}.jpg", Photographs.Small(i)))];
        Assert.Equal(2, (await server.UploadAsync(files[..2])).GetArrayLength());
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), "file", name);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads") { Content = form };
        request.Headers.Add("X-Antiforgery", await server.TokenAsync());
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Thumbnails_are_kept_where_it_is_said()
    {
        using var folder = new TempFolder();
        await using var server = await WithPictureAsync(new() { ThumbnailFolder = folder.File("small") });
        var id = await server.IdOfAsync("a.jpg");
        _ = await server.Client.GetByteArrayAsync($"/api/pictures/{id}/thumbnail", TestContext.Current.CancellationToken);
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("small"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Of_a_picture_that_is_too_long_no_thumbnail_is_made()
    {
        await using var server = await WithPictureAsync(new() { MaxPictureBytes = 10 });
        var problem = await server.GetAsync(
            $"/api/pictures/{await server.IdOfAsync("a.jpg")}/thumbnail",
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("TooManyBytes", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task As_many_pictures_are_decoded_at_once_as_it_is_said()
    {
        await using var server = await WithPictureAsync(new() { Decodes = 3 });
        Assert.Equal(3, ImageShrinker.DecodesOf(server.Pipeline, atOnce: 99).CurrentCount);
    }

    private static async Task<Server> WithPictureAsync(ImageTaggingWebOptions options)
    {
        var source = new FakeImageSource();
        source.Put("a.jpg", Photographs.Small(1));
        var server = await Server.StartAsync(source, new ScriptedTagger(), options);
        await server.Pipeline.RunAsync();
        return server;
    }
}
