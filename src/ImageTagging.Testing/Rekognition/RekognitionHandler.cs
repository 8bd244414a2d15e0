using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Serves one request: reads, checks, faults, answers, logs.</summary>
internal sealed class RekognitionHandler(RekognitionDouble server)
{
    private const string Prefix = "RekognitionService.";

    public async Task HandleAsync(HttpContext context)
    {
        var at = server.Time.GetUtcNow();
        var body = await ReadAsync(context).ConfigureAwait(false);
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var call = new RekognitionCall
        {
            Number = server.NextNumber(),
            At = at,
            Operation = target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : target,
        };

        JsonDocument? request = null;
        var isLogged = false;
        try
        {
            try
            {
                request = JsonDocument.Parse(body);
                call = Describe(call, request.RootElement);
            }
            catch (JsonException)
            {
                // Refused below.
            }

            var told = server.FaultOf(call);
            await server.HoldAsync(call, context.RequestAborted).ConfigureAwait(false);
            if (told is not null)
            {
                await FaultWriter.WriteAsync(context, call, told, server, request, Log).ConfigureAwait(false);
                return;
            }

            var signature = Verify(context, body.Span);
            call = call with { AccessKey = signature.AccessKey };
            var refusal =
                (signature.IsValid ? null : new RekognitionRefusal(400, signature.Code!, signature.Message!))
                ?? Check(context, call, request);
            if (refusal is null && server.Quota?.TryTake(at) == false)
            {
                await FaultWriter.WriteAsync(context, call, server.QuotaFault, server, request, Log).ConfigureAwait(false);
                return;
            }

            refusal ??= await ObjectCheck
                .FindAsync(server, call, request!.RootElement, context.RequestAborted)
                .ConfigureAwait(false);
            if (server.Delay > TimeSpan.Zero)
            {
                await Task.Delay(server.Delay, server.Time, context.RequestAborted).ConfigureAwait(false);
            }

            if (refusal is not null)
            {
                Log(call with { Outcome = RekognitionOutcome.Refused, Code = refusal.Code });
                await FaultWriter
                    .WriteErrorAsync(context, refusal.Status, refusal.Code, refusal.Message, inHeader: false)
                    .ConfigureAwait(false);
                return;
            }

            call = call with { Outcome = RekognitionOutcome.Served };
            var answer = AnswerWriter.Write(server, call, request!.RootElement);
            context.RequestAborted.ThrowIfCancellationRequested();
            Log(call);
            await WriteAsync(context, answer).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller went away; what was served is served.
            call = call with
            {
                Outcome = RekognitionOutcome.Lost,
            };
        }
        finally
        {
            request?.Dispose();
            Log(call);
        }

        // Before any byte of the answer leaves: who has an answer finds its call in the log.
        void Log(RekognitionCall ended)
        {
            if (!isLogged)
            {
                isLogged = true;
                server.Add(ended);
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.ContentLength = answer.Length;
        context.Response.Headers["x-amzn-RequestId"] = FaultWriter.RequestId(context);
        await context.Response.Body.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 1024, 1, 64 << 20));
        int read;
        while (
            (read = await context.Request.Body.ReadAsync(buffer.GetMemory(1), context.RequestAborted).ConfigureAwait(false)) > 0
        )
        {
            buffer.Advance(read);
        }

        return buffer.WrittenMemory;
    }

    private SigV4Verdict Verify(HttpContext context, ReadOnlySpan<byte> body)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        return server.Signatures.Verify(
            new(
                context.Request.Method,
                query < 0 ? raw : raw[..query],
                query < 0 ? "" : raw[(query + 1)..],
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                Convert.ToHexStringLower(SHA256.HashData(body))
            )
        );
    }

    private RekognitionRefusal? Check(HttpContext context, RekognitionCall call, JsonDocument? request)
    {
        if (
            context.Request.Method != HttpMethods.Post
            || context.Request.ContentType != "application/x-amz-json-1.1"
            || !RequestShapes.ByOperation.TryGetValue(call.Operation, out var shape)
        )
        {
            return new(400, "UnknownOperationException", "");
        }

        if (request is null)
        {
            return new(400, "SerializationException", "The request is no JSON.");
        }

        var root = request.RootElement;
        if (RequestCheck.Find(root, shape, "request") is { } fault)
        {
            return new(400, "ValidationException", fault);
        }

        var image = root.GetProperty("Image");
        if (image.TryGetProperty("Bytes", out _) == image.TryGetProperty("S3Object", out _))
        {
            return new(400, "InvalidParameterException", "Request has invalid parameters");
        }

        var arn = root.TryGetProperty("ProjectVersionArn", out var given) ? given.GetString()! : null;
        return arn is null ? null
            : arn.Split(':')[3] != server.Region
                ? new(400, "ResourceNotFoundException", $"Project version {arn} does not exist in {server.Region}.")
            : server.StoppedModels.ContainsKey(arn)
                ? new(400, "ResourceNotReadyException", "ProjectVersion is not in the RUNNING state.")
            : null;
    }

    private static RekognitionCall Describe(RekognitionCall call, JsonElement request)
    {
        if (
            request.ValueKind != JsonValueKind.Object
            || !request.TryGetProperty("Image", out var image)
            || image.ValueKind != JsonValueKind.Object
        )
        {
            return call with { Request = request.GetRawText() };
        }

        if (
            image.TryGetProperty("S3Object", out var source)
            && source.ValueKind == JsonValueKind.Object
            && Text(source, "Bucket") is { } bucket
            && Text(source, "Name") is { } key
        )
        {
            return call with
            {
                Request = request.GetRawText(),
                Image = $"s3://{bucket}/{key}",
                Key = key,
                VersionId = Text(source, "Version"),
            };
        }

        if (
            image.TryGetProperty("Bytes", out var encoded)
            && encoded.ValueKind == JsonValueKind.String
            && encoded.TryGetBytesFromBase64(out var bytes)
        )
        {
            var rest = new StringBuilder("{");
            foreach (var member in request.EnumerateObject())
            {
                rest.Append(rest.Length > 1 ? "," : "");
                rest.Append(
                    CultureInfo.InvariantCulture,
                    $"\"{member.Name}\":{(member.Name == "Image" ? "{\"Bytes\":\"…\"}" : member.Value.GetRawText())}"
                );
            }

            return call with
            {
                Request = rest.Append('}').ToString(),
                Image = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)),
                ByteCount = bytes.Length,
            };
        }

        return call with
        {
            Request = request.GetRawText(),
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
