using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Reads a request's JSON, bounded, and says what is wrong with it.</summary>
internal static class JsonBody
{
    // A hundred thousand pictures by id.
    private const long MaxBytes = 16 << 20;

    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new WebProblemException(
                new(415, "NotJson", "The request cannot be answered as it is.", "The body must be application/json.")
            );
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false)
                ?? throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    private static WebProblemException Unreadable() =>
        WebProblemException.BadRequest("BadJson", "The body is not the JSON that is expected here.");
}
