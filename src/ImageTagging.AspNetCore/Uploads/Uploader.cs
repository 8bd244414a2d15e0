using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.Imaging;

namespace ImageTagging.AspNetCore.Uploads;

/// <summary>Checks a picture, stores it where it is not there yet, and tags it through the pipeline.</summary>
internal sealed class Uploader(WebParts parts, IWritableImageSource target, IImageCodec codec)
{
    private const int PreviewSide = 320;
    private readonly ContentGates _gates = new();

    public async Task<UploadResult> TakeAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        var type = ImageType.Sniff(file.Content.Span);
        if (UploadKey.EndingOf(type) is not { } ending)
        {
            return Refused(
                file,
                "This is no picture of a type that is taken: JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC or a camera's raw file."
            );
        }

        EncodedImage preview;
        await parts.Decodes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var facts = codec.Probe(file.Content);
            // Some raw files begin as any TIFF does.
            (type, ending) = (facts.MediaType, UploadKey.EndingOf(facts.MediaType) ?? ending);
            if ((long)facts.Width * facts.Height > parts.Options.MaxUploadPixels)
            {
                return Refused(file, $"The picture has more than {parts.Options.MaxUploadPixels} pixels.");
            }

            // What cannot be decoded is not stored; what can has its first thumbnail.
            preview = await codec
                .EncodeAsync(
                    file.Content,
                    new()
                    {
                        MediaType = ThumbnailMaker.WebP,
                        MaxSide = PreviewSide,
                        Quality = 80,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Kind == FailureKind.Refused)
        {
            return Refused(file, fault.Message, fault.Code);
        }
        finally
        {
            parts.Decodes.Release();
        }

        var hash = file.Sha256();
        return await _gates
            .RunAsync(Convert.ToHexStringLower(hash), () => PlaceAsync(file, type!, ending, hash, preview, cancellationToken))
            .ConfigureAwait(false);
    }

    private async Task<UploadResult> PlaceAsync(
        UploadedFile file,
        string type,
        string ending,
        byte[] hash,
        EncodedImage preview,
        CancellationToken cancellationToken
    )
    {
        var (there, isKnown) = await FindAsync(file.Contents(hash), cancellationToken).ConfigureAwait(false);
        if (there is not null)
        {
            return Of(file, "alreadyThere", there, "This picture is there already.");
        }

        var prefix = UploadKey.PrefixOf(target.Scope, parts.Options.UploadPrefix, hash);
        var listing = await FindStoredAsync(prefix, cancellationToken).ConfigureAwait(false);
        var isStored = listing is not null;
        listing ??= await WriteAsync(prefix + UploadKey.StemOf(file.Name) + ending, file, type, cancellationToken)
            .ConfigureAwait(false);

        // Stored is stored: it is tagged also where the browser left meanwhile.
        var outcomes = await parts.Pipeline.IndexAsync(target, [listing], CancellationToken.None).ConfigureAwait(false);
        parts.Freshness.Touch();
        var outcome = outcomes[0];
        if (outcome.Record is { } record)
        {
            await parts.Thumbnails.PutAsync(record, PreviewSide, preview.Content).ConfigureAwait(false);
        }

        return Of(file, outcome, listing, isStored, isKnown);
    }

    private async Task<ImageListing> WriteAsync(string key, UploadedFile file, string type, CancellationToken cancellationToken)
    {
        using var content = file.OpenRead();
        try
        {
            return await target.WriteAsync(key, content, type, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code == ErrorCodes.KeyTaken)
        {
            // Another server stored the same picture under the same name just now.
            var there = await target.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (there is null)
            {
                throw;
            }

            return there;
        }
    }

    // A picture of these bytes that is there, under whatever name; and whether labels of these bytes are known at all. An index
    // knows contents by the labels of a tagger: what no tagger of this host has answered for is found by its key alone.
    private async ValueTask<(ImageRecord? There, bool IsKnown)> FindAsync(
        ContentId[] contents,
        CancellationToken cancellationToken
    )
    {
        var isKnown = false;
        foreach (var tagger in parts.Pipeline.Taggers)
        {
            var found = await parts.Index.FindLabelsAsync(contents, tagger.Info.Name, cancellationToken).ConfigureAwait(false);
            isKnown |= found.Matches.Count > 0;
            foreach (var match in found.Matches.Where(m => !m.IsGone && !m.IsPrevious))
            {
                var records = await parts.Index.GetManyAsync([match.Image], cancellationToken).ConfigureAwait(false);
                if (records[0] is { Status: not ImageStatus.Gone } record)
                {
                    return (record, true);
                }
            }
        }

        return (null, isKnown);
    }

    private async ValueTask<ImageListing?> FindStoredAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var entry in target.ListAsync(KeyRange.WithPrefix(prefix), cancellationToken).ConfigureAwait(false))
        {
            if (entry is ImageListing listing)
            {
                return listing;
            }
        }

        return null;
    }

    private UploadResult Of(UploadedFile file, ImageOutcome outcome, ImageListing listing, bool isStored, bool isKnown)
    {
        var word = outcome.Kind switch
        {
            ImageOutcomeKind.Tagged => isKnown ? "reused" : "tagged",
            ImageOutcomeKind.Unchanged => "alreadyThere",
            ImageOutcomeKind.Left => "overBudget",
            _ => "failed",
        };
        var message = word switch
        {
            "overBudget" => "The picture is stored; the budget is used up, so that a later run tags it.",
            "failed" => outcome.Reason?.Message ?? "The picture is stored and could not be tagged.",
            _ => isStored ? "This picture is there already." : null,
        };
        var result = outcome.Record is { } record
            ? Of(file, word, record, message)
            : new()
            {
                Name = file.Name,
                Id = ImageAddress.Of(new(target.Name, listing.Key)),
                Key = listing.Key,
                Outcome = word,
                Message = message,
            };
        return word == "failed" ? result with { Code = outcome.Reason?.Code } : result;
    }

    private static UploadResult Of(UploadedFile file, string outcome, ImageRecord record, string? message)
    {
        var view = ImageViews.Of(record);
        return new()
        {
            Name = file.Name,
            Id = view.Id,
            Key = record.Key,
            Outcome = outcome,
            Message = message,
            ThumbnailUrl = view.ThumbnailUrl,
            Tags = view.Tags,
        };
    }

    private static UploadResult Refused(UploadedFile file, string message, string? code = null) =>
        new()
        {
            Name = file.Name,
            Outcome = "refused",
            Message = message,
            Code = code,
        };
}
