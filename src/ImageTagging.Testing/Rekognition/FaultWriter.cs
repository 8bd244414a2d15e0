using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Answers as a fault says.</summary>
internal static class FaultWriter
{
    /// <summary>Plays the fault, and logs the call with its outcome before the caller can see any of it.</summary>
    public static async Task WriteAsync(
        HttpContext context,
        RekognitionCall call,
        RekognitionFault fault,
        RekognitionDouble server,
        JsonDocument? request,
        Action<RekognitionCall> log
    )
    {
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, server.Time, context.RequestAborted).ConfigureAwait(false);
        }

        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        log(Ended(call, fault));
        switch (fault.Kind)
        {
            case RekognitionFaultKind.Error:
                await WriteErrorAsync(context, fault.Status, fault.Code, fault.Text, fault.CodeInHeader).ConfigureAwait(false);
                return;
            case RekognitionFaultKind.Raw:
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = fault.MediaType;
                await context
                    .Response.Body.WriteAsync(Encoding.UTF8.GetBytes(fault.Text), context.RequestAborted)
                    .ConfigureAwait(false);
                return;
            case RekognitionFaultKind.Redirect:
                context.Response.StatusCode = fault.Status;
                context.Response.Headers.Location = fault.Text;
                return;
            case RekognitionFaultKind.Hang:
                // Ends when the caller gives up, or the double is disposed.
                await Task.Delay(Timeout.InfiniteTimeSpan, server.Time, context.RequestAborted).ConfigureAwait(false);
                break;
            case RekognitionFaultKind.HalfAnswer when request is not null:
                var answer = AnswerWriter.Write(server, call, request.RootElement);
                context.Response.ContentType = "application/x-amz-json-1.1";
                context.Response.ContentLength = answer.Length;
                await context
                    .Response.Body.WriteAsync(answer[..(answer.Length / 2)], context.RequestAborted)
                    .ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                break;
        }

        context.Abort();
    }

    public static async Task WriteErrorAsync(HttpContext context, int status, string code, string message, bool inHeader)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-RequestId"] = RequestId(context);
        if (inHeader)
        {
            context.Response.Headers["x-amzn-ErrorType"] = code + ":http://internal.amazon.com/coral/com.amazonaws.rekognition/";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (!inHeader)
            {
                writer.WriteString("__type", code);
            }

            writer.WriteString("Message", message);
            writer.WriteEndObject();
        }

        context.Response.ContentLength = buffer.Length;
        await context
            .Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted)
            .ConfigureAwait(false);
    }

    public static string RequestId(HttpContext context) =>
        "double-" + context.TraceIdentifier.ToLowerInvariant().Replace(':', '-');

    private static RekognitionCall Ended(RekognitionCall call, RekognitionFault fault) =>
        fault.Kind switch
        {
            RekognitionFaultKind.Error => call with
            {
                Code = fault.Code,
                Outcome =
                    fault.Code is "ThrottlingException" or "ProvisionedThroughputExceededException" or "LimitExceededException"
                        ? RekognitionOutcome.Throttled
                    : fault.Status >= 500 ? RekognitionOutcome.Failed
                    : RekognitionOutcome.Refused,
            },
            RekognitionFaultKind.Raw => call with
            {
                Code = string.Create(CultureInfo.InvariantCulture, $"Http{fault.Status}"),
                Outcome = fault.Status < 300 ? RekognitionOutcome.Lost : RekognitionOutcome.Failed,
            },
            RekognitionFaultKind.Redirect => call with { Code = "Redirect", Outcome = RekognitionOutcome.Refused },
            _ => call with { Code = fault.Kind.ToString(), Outcome = RekognitionOutcome.Lost },
        };
}
