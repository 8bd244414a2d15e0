namespace ImageTagging.Rekognition.Errors;

/// <summary>
/// Finds out why the service could not read an object, since it says one thing for all: gone, replaced, another region, or no
/// permission. When nothing could ever be read, the set-up is at fault and not the picture.
/// </summary>
internal sealed class ReferenceFaults(string tagger)
{
    // Free calls to make before the run is stopped: a second or two at the usual quota.
    private const int Patience = 50;

    private int _refusals;
    private bool _readAny;

    public void Succeeded() => Volatile.Write(ref _readAny, true);

    public async ValueTask<RekognitionException> ExplainAsync(
        RekognitionException fault,
        ImageToTag image,
        S3ObjectReference reference,
        CancellationToken cancellationToken
    )
    {
        if (image.Source is IRegionalImageSource { Region: { } right } && fault.Region is { } called && right != called)
        {
            return Because(
                fault,
                image,
                FailureKind.SetUp,
                fault.Code,
                $"The bucket '{reference.Bucket}' is in {right}, and Rekognition was called in {called}, where it reads only buckets of its own region. Set RekognitionClientOptions.Region to {right}, or RekognitionTaggerOptions.Transfer to Bytes."
            );
        }

        ImageListing? now;
        try
        {
            now = await image.Source.FindAsync(image.Listing.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException lookUp) when (lookUp.IsWorthRetry)
        {
            return Because(
                fault,
                image,
                FailureKind.Transient,
                fault.Code,
                "Rekognition could not read the object, and it could not be looked up why."
            );
        }
        catch (ImageTaggingException)
        {
            return NotAllowed(fault, image, reference);
        }

        if (now is null)
        {
            return Because(fault, image, FailureKind.Gone, "ObjectGone", "The object was deleted after it was listed.");
        }

        if (now.Unreadable is { Kind: FailureKind.NeedsRestore } archived)
        {
            return Because(fault, image, archived.Kind, archived.Code, archived.Message);
        }

        return now.DiffersFrom(image.Listing.Version, image.Listing.Size, image.Listing.ModifiedAt)
            ? Because(
                fault,
                image,
                FailureKind.Gone,
                ErrorCodes.ObjectReplaced,
                "The object was replaced after it was listed; the next run takes its new state."
            )
            : NotAllowed(fault, image, reference);
    }

    /// <summary>The same fault, with the picture and the tagger that it is about.</summary>
    public static RekognitionException Named(RekognitionException fault, ImageName image, string tagger) =>
        Copy(fault, image, tagger, fault.Kind, fault.Code, fault.Message);

    private RekognitionException NotAllowed(RekognitionException fault, ImageToTag image, S3ObjectReference reference)
    {
        var never = !Volatile.Read(ref _readAny) && Interlocked.Increment(ref _refusals) >= Patience;
        var what = never
            ? $"Rekognition could read none of the first {Patience} objects of the bucket '{reference.Bucket}'."
            : "The object is there, but Rekognition could not read it.";
        return Because(
            fault,
            image,
            never ? FailureKind.SetUp : FailureKind.Refused,
            fault.Code,
            $$"""{{what}} Its bucket must be in {{fault.Region ?? "the region that is called"}}, and the caller must be allowed to read it: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{reference.Bucket}}/*"} (and kms:Decrypt for objects encrypted with a KMS key). For a store that Amazon cannot reach, set RekognitionTaggerOptions.Transfer to Bytes."""
        );
    }

    private RekognitionException Because(
        RekognitionException fault,
        ImageToTag image,
        FailureKind kind,
        string code,
        string message
    ) => Copy(fault, image.Name, tagger, kind, code, message);

    private static RekognitionException Copy(
        RekognitionException fault,
        ImageName image,
        string tagger,
        FailureKind kind,
        string code,
        string message
    ) =>
        new(message, fault)
        {
            Kind = kind,
            Code = code,
            Image = image,
            Tagger = tagger,
            Operation = fault.Operation,
            Region = fault.Region,
            RequestId = fault.RequestId,
            StatusCode = fault.StatusCode,
            RetryAfter = fault.RetryAfter,
            MayHaveCost = fault.MayHaveCost,
            ServiceMessage = fault.ServiceMessage,
        };
}
