using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>The server as people know it: behind a proxy that is another address than the one it listens on.</summary>
internal sealed class PublicAddress
{
    private readonly Uri? _url;
    private readonly ForwardedHeadersMiddleware? _forwarded;

    public PublicAddress(ImageTaggingWebOptions options, ILoggerFactory loggers)
    {
        _url = options.PublicUrl;
        if (options.TrustedProxies.Count == 0)
        {
            return;
        }

        // Only what the named proxies say counts, however many of them stand in a row.
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(TrustedProxy.Read(proxy)!.Value);
        }

        _forwarded = new(_ => Task.CompletedTask, loggers, Options.Create(forwarded));
    }

    /// <summary>Takes the client's address, scheme and host from what a trusted proxy says of them.</summary>
    public void Restore(HttpContext context) => _forwarded?.ApplyForwarders(context);

    /// <summary>Tells if a host's name is that of the address that people open.</summary>
    public bool IsName(string host) =>
        _url is not null
        && (
            string.Equals(host, _url.Host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(host, _url.IdnHost, StringComparison.OrdinalIgnoreCase)
        );

    public bool IsOrigin(string origin) =>
        _url is not null
        && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme == _url.Scheme
        && uri.Port == _url.Port
        && string.Equals(uri.IdnHost, _url.IdnHost, StringComparison.OrdinalIgnoreCase);

    public bool IsHttps(HttpRequest request) => _url is null ? request.IsHttps : _url.Scheme == Uri.UriSchemeHttps;

    /// <summary>At a page: the address of the prefix as the browser sees it, with a slash at its end.</summary>
    public string BaseOf(HttpContext context) => _url is null ? Split(context).Base : _url.AbsolutePath.TrimEnd('/') + "/";

    /// <summary>At a page: its own address as the browser sees it.</summary>
    public string PageOf(HttpContext context)
    {
        var (_, own) = Split(context);
        return _url is null ? context.Request.PathBase.Add(context.Request.Path).ToUriComponent() : BaseOf(context) + own;
    }

    // Taken from the path, as only that knows the groups around the prefix.
    private static (string Base, string Own) Split(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimEnd('/');
        var end = path.Length;
        for (var own = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PageMarker>().Segments; own > 0; own--)
        {
            end = path.LastIndexOf('/', end - 1);
        }

        return (
            context.Request.PathBase.Add(new PathString(path[..end])).ToUriComponent() + "/",
            new PathString(path[end..]).ToUriComponent().TrimStart('/')
        );
    }
}
