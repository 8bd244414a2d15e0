using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.Testing.S3;

/// <summary>Answers the requests of an <see cref="S3Double"/>.</summary>
internal sealed class S3DoubleHandler(S3Double owner, TimeProvider time)
{
    private long _requests;

    public async Task HandleAsync(HttpContext context)
    {
        var target = S3Target.Of(context);
        var request = new S3DoubleRequest(target.Operation, target.Bucket, target.Key, time.GetUtcNow())
        {
            Range = context.Request.Headers.Range.ToString() is { Length: > 0 } asked ? asked : null,
        };
        owner.Note(request);
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        var body = buffer.ToArray();
        var fault = owner.Fault?.Invoke(request);
        if (fault is { IsReset: true } && target.Operation != "GetObject")
        {
            context.Abort();
            return;
        }

        if (fault is { IsReset: false })
        {
            await FailAsync(context, fault).ConfigureAwait(false);
            return;
        }

        var bucket = owner.FindBucket(target.Bucket);
        if (S3Signature.Check(context, body, owner.Options, bucket?.Region ?? owner.Options.Region) is { } refused)
        {
            await FailAsync(
                    context,
                    refused,
                    refused.Code is "PermanentRedirect" or "AuthorizationHeaderMalformed" ? bucket?.Region : null
                )
                .ConfigureAwait(false);
        }
        else if (bucket is null && target.Operation != "CreateBucket")
        {
            await FailAsync(context, Fault(404, "NoSuchBucket", "The specified bucket does not exist")).ConfigureAwait(false);
        }
        else if (bucket is { IsRequesterPays: true } && context.Request.Headers["x-amz-request-payer"] != "requester")
        {
            await FailAsync(context, S3DoubleFault.AccessDenied).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, target, bucket!, body, fault).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, S3Target target, S3DoubleBucket bucket, byte[] body, S3DoubleFault? fault)
    {
        switch (target.Operation)
        {
            case "CreateBucket":
                owner.CreateBucket(target.Bucket);
                break;
            case "ListObjectsV2":
                await ListAsync(context, bucket).ConfigureAwait(false);
                break;
            case "HeadObject" or "GetObject":
                await ReadAsync(context, target, bucket, fault).ConfigureAwait(false);
                break;
            case "PutObject":
                await WriteAsync(context, target, bucket, body).ConfigureAwait(false);
                break;
            case "DeleteObject":
                bucket.Delete(target.Key);
                context.Response.StatusCode = 204;
                break;
            case "HeadBucket":
                context.Response.Headers["x-amz-bucket-region"] = bucket.Region;
                break;
            default:
                await FailAsync(context, Fault(501, "NotImplemented", "The double does not know this operation."))
                    .ConfigureAwait(false);
                break;
        }
    }

    private async Task ListAsync(HttpContext context, S3DoubleBucket bucket)
    {
        var query = context.Request.Query;
        var prefix = query["prefix"].ToString();
        var asked = query.TryGetValue("max-keys", out var given) ? int.Parse(given!, CultureInfo.InvariantCulture) : 1_000;
        var most = Math.Min(Math.Min(asked, 1_000), owner.Options.PageSize);
        var token = query["continuation-token"].ToString();
        var after =
            token.Length > 0
                ? System.Text.Encoding.UTF8.GetString(Convert.FromHexString(token))
                : query["start-after"].ToString();
        var (page, truncated) = bucket.List(prefix, after.Length == 0 ? null : after, most);
        var next = truncated ? Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(page[^1].Key)) : null;
        var restore = context
            .Request.Headers["x-amz-optional-object-attributes"]
            .ToString()
            .Contains("RestoreStatus", StringComparison.Ordinal);
        await SendAsync(context, S3Xml.Listing(bucket.Name, prefix, page, most, next, query["encoding-type"] == "url", restore))
            .ConfigureAwait(false);
    }

    private async Task ReadAsync(HttpContext context, S3Target target, S3DoubleBucket bucket, S3DoubleFault? fault)
    {
        var version = context.Request.Query["versionId"].ToString();
        if (bucket.Find(target.Key, version.Length == 0 ? null : version) is not { } item)
        {
            await FailAsync(
                    context,
                    version.Length == 0
                        ? Fault(404, "NoSuchKey", "The specified key does not exist.")
                        : Fault(404, "NoSuchVersion", "The specified version does not exist.")
                )
                .ConfigureAwait(false);
            return;
        }

        if (context.Request.Headers.IfMatch.ToString() is { Length: > 0 } match && match.Trim('"') != item.ETag)
        {
            await FailAsync(
                    context,
                    Fault(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                )
                .ConfigureAwait(false);
            return;
        }

        var isHead = target.Operation == "HeadObject";
        var archived =
            item.ArchiveStatus is not null
            || (item.StorageClass is "GLACIER" or "DEEP_ARCHIVE" && !(item.RestoredUntil > time.GetUtcNow()));
        if (archived && !isHead)
        {
            await FailAsync(
                    context,
                    Fault(403, "InvalidObjectState", "The operation is not valid for the object's storage class")
                )
                .ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        Describe(context, bucket, item);
        if (isHead)
        {
            return;
        }

        var content = item.Content;
        if (Range(context, content.Length) is var (from, length))
        {
            if (length <= 0)
            {
                await FailAsync(context, Fault(416, "InvalidRange", "The requested range is not satisfiable"))
                    .ConfigureAwait(false);
                return;
            }

            response.StatusCode = 206;
            response.ContentLength = length;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture,
                $"bytes {from}-{from + length - 1}/{content.Length}"
            );
            content = content.Slice(from, length);
        }

        if (fault is { IsReset: true })
        {
            await response.Body.WriteAsync(content[..(content.Length / 2)], context.RequestAborted).ConfigureAwait(false);
            await response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            context.Abort();
            return;
        }

        await response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    // The part that is asked for, none of it where it begins behind the end; null for all, as for what is no single range.
    private static (int From, int Length)? Range(HttpContext context, int size)
    {
        if (context.Request.GetTypedHeaders().Range is not { Unit.Value: "bytes", Ranges.Count: 1 } header)
        {
            return null;
        }

        var range = header.Ranges.First();
        var from = range.From ?? Math.Max(0, size - range.To!.Value);
        var to = range.From is null ? size - 1 : Math.Min(range.To ?? long.MaxValue, size - 1);
        return from >= size ? (0, 0) : ((int)from, (int)(to - from + 1));
    }

    private static void Describe(HttpContext context, S3DoubleBucket bucket, S3DoubleObject item)
    {
        var headers = context.Response.Headers;
        context.Response.ContentLength = item.Content.Length;
        context.Response.ContentType = item.ContentType;
        headers.ETag = "\"" + item.ETag + "\"";
        headers.LastModified = item.ModifiedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        if (bucket.IsVersioned)
        {
            headers["x-amz-version-id"] = item.VersionId;
        }

        if (item.StorageClass != "STANDARD")
        {
            headers["x-amz-storage-class"] = item.StorageClass;
        }

        if (item.ArchiveStatus is not null)
        {
            headers["x-amz-archive-status"] = item.ArchiveStatus;
        }

        if (item.RestoredUntil is { } until)
        {
            headers["x-amz-restore"] =
                $"ongoing-request=\"false\", expiry-date=\"{until.UtcDateTime.ToString("R", CultureInfo.InvariantCulture)}\"";
        }

        if (item.Encryption is not null)
        {
            headers["x-amz-server-side-encryption"] = item.Encryption;
        }

        if (item.HasSha256 && context.Request.Headers["x-amz-checksum-mode"] == "ENABLED")
        {
            headers["x-amz-checksum-sha256"] = Convert.ToBase64String(SHA256.HashData(item.Content.Span));
            headers["x-amz-checksum-type"] = "FULL_OBJECT";
        }
    }

    private async Task WriteAsync(HttpContext context, S3Target target, S3DoubleBucket bucket, byte[] body)
    {
        var content = S3Body.Decode(body, context.Request.Headers["x-amz-content-sha256"]);
        S3DoubleObject Typed(S3DoubleObject o) => o with { ContentType = context.Request.ContentType ?? o.ContentType };
        var item =
            context.Request.Headers.IfNoneMatch == "*"
                ? bucket.PutNew(target.Key, content, Typed)
                : bucket.Put(target.Key, content, Typed);
        if (item is null)
        {
            await FailAsync(
                    context,
                    Fault(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                )
                .ConfigureAwait(false);
            return;
        }

        context.Response.Headers.ETag = "\"" + item.ETag + "\"";
    }

    private async Task FailAsync(HttpContext context, S3DoubleFault fault, string? region = null)
    {
        var id = Interlocked.Increment(ref _requests).ToString("X16", CultureInfo.InvariantCulture);
        context.Response.StatusCode = fault.Status;
        context.Response.Headers["x-amz-request-id"] = id;
        if (region is not null)
        {
            context.Response.Headers["x-amz-bucket-region"] = region;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await SendAsync(context, S3Xml.Error(fault.Code, fault.Message, id, region)).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] xml)
    {
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = xml.Length;
        await context.Response.Body.WriteAsync(xml, context.RequestAborted).ConfigureAwait(false);
    }

    private static S3DoubleFault Fault(int status, string code, string message) =>
        new()
        {
            Status = status,
            Code = code,
            Message = message,
        };
}
