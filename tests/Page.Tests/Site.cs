using System.Net;
using ImageTagging.AspNetCore;
using ImageTagging.Imaging;
using ImageTagging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.PageTests;

/// <summary>A real server on a free port, over the sample photographs in a folder of its own, tagged as <see cref="Photographs"/> says.</summary>
public sealed class Site : IAsyncDisposable
{
    public const string Title = "Holiday pictures";

    private const string Prefix = "/pictures";

    private readonly TempFolder _folder = new();
    private WebApplication? _app;

    public string Photos => _folder.File("photos");

    public Uri Address { get; private set; } = null!;

    public ImageTaggingPipeline Pipeline => _app!.Services.GetRequiredService<ImageTaggingPipeline>();

    /// <param name="tagger">Who tags; null for one that knows the sample photographs.</param>
    /// <param name="prepare">Changes the folder of pictures before it is tagged.</param>
    /// <param name="index">The index; null for an empty one, into which the folder is tagged.</param>
    /// <param name="thumbnail">A picture that stands for every thumbnail; null for the real ones.</param>
    /// <param name="run">Whether the folder is tagged before the page opens.</param>
    /// <param name="options">What the page offers; null for everything.</param>
    /// <param name="meaning">What words mean; null for no search by meaning.</param>
    public static async Task<Site> StartAsync(
        ITagger? tagger = null,
        Action<string>? prepare = null,
        ITagIndex? index = null,
        byte[]? thumbnail = null,
        bool run = true,
        ImageTaggingWebOptions? options = null,
        IWordMeaning? meaning = null
    )
    {
        var site = new Site();
        Photographs.CopyTo(site.Photos);
        prepare?.Invoke(site.Photos);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder
            .Services.AddImageTagging()
            .UseIndex(index ?? new InMemoryTagIndex())
            .UseCodec(new VipsImageCodec())
            .AddSource(new FolderImageSource(site.Photos, new() { Name = "photos" }))
            .AddTagger(tagger ?? Photographs.Tagger());
        if (meaning is not null)
        {
            builder.Services.AddSingleton(meaning);
        }

        site._app = builder.Build();
        if (thumbnail is not null)
        {
            site._app.Use((context, next) => AnswerThumbnailAsync(context, next, thumbnail));
        }

        site._app.UseRouting();
        site._app.MapImageTagging(
            Prefix,
            (options ?? new()) with
            {
                Title = Title,
                ThumbnailFolder = site._folder.File("thumbnails"),
                User = _ => "tester",
            }
        );
        if (run)
        {
            await site.Pipeline.RunAsync();
        }

        await site._app.StartAsync();
        var address = site._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        site.Address = new Uri($"{address}{Prefix}/");
        return site;
    }

    /// <summary>A server that is there already, with <see cref="Title"/> as its title.</summary>
    public static Site At(Uri address) => new() { Address = address };

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Streams of events are open while a page is: the server does not wait for them.
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _app.StopAsync(soon.Token);
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static Task AnswerThumbnailAsync(HttpContext context, RequestDelegate next, byte[] thumbnail)
    {
        if (context.Request.Path.Value?.EndsWith("/thumbnail", StringComparison.Ordinal) != true)
        {
            return next(context);
        }

        context.Response.ContentType = "image/png";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(thumbnail).AsTask();
    }
}
