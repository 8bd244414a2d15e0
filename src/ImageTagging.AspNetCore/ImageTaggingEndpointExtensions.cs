using System.Buffers;
using ImageTagging.AspNetCore;
using ImageTagging.AspNetCore.Choosing;
using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Downloads;
using ImageTagging.AspNetCore.Duplicates;
using ImageTagging.AspNetCore.Failures;
using ImageTagging.AspNetCore.Folders;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using ImageTagging.AspNetCore.Runs;
using ImageTagging.AspNetCore.Searching;
using ImageTagging.AspNetCore.Sidecars;
using ImageTagging.AspNetCore.Teaching;
using ImageTagging.AspNetCore.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageTagging;

/// <summary>Adds the endpoints and the page to a host's routes.</summary>
public static class ImageTaggingEndpointExtensions
{
    private static readonly SearchValues<char> s_meaning = SearchValues.Create("{}?#\\*");

    /// <summary>
    /// Maps search, pictures, corrections, uploads, runs and the page below a prefix. Authorisation, rate limits and CORS are the
    /// host's: say them on what comes back, such as <c>RequireAuthorization()</c>. Where nothing says who gets in, only this machine does.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">Where, such as <c>/pictures</c>; empty or <c>/</c> for the root.</param>
    /// <param name="options">What is offered and within which bounds; null for the host's <c>IOptions</c>, which are the defaults where it configured none.</param>
    /// <returns>The conventions of all these endpoints.</returns>
    /// <exception cref="ImageTaggingException">The host has no <c>AddImageTagging()</c>, or an option is out of its range (code <c>InvalidOptions</c>).</exception>
    public static IEndpointConventionBuilder MapImageTagging(
        this IEndpointRouteBuilder endpoints,
        string prefix = "",
        ImageTaggingWebOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var path = prefix.Trim('/') is { Length: > 0 } given ? "/" + given : "";
        if (path.AsSpan().ContainsAny(s_meaning))
        {
            throw new ArgumentException("A prefix is a plain path, such as /pictures.", nameof(prefix));
        }

        var parts = new WebParts(
            endpoints.ServiceProvider,
            options ?? endpoints.ServiceProvider.GetService<IOptions<ImageTaggingWebOptions>>()?.Value ?? new()
        );
        var group = endpoints.MapGroup(path);
        PageEndpoint.Map(group, parts);
        SessionEndpoint.Map(group, parts);
        SearchEndpoints.Map(group, parts);
        ImageEndpoints.Map(group, parts);
        CorrectionEndpoints.Map(group, parts);
        TeachEndpoints.Map(group, parts);
        UploadEndpoint.Map(group, parts);
        RunEndpoints.Map(group, parts);
        FailureEndpoints.Map(group, parts);
        DuplicateEndpoints.Map(group, parts);
        FolderEndpoints.Map(group, parts);
        ChoosingEndpoints.Map(group, parts);
        DownloadEndpoints.Map(group, parts);
        SidecarEndpoint.Map(group, parts);
        OpenApiEndpoint.Map(group, endpoints);
        var guard = new Guard(parts);
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.RequestDelegate = context => guard.InvokeAsync(context, next);
            }
        });
        return group;
    }
}
