namespace ImageTagging.Onnx;

/// <summary>A tagger's answer for a picture of a pipeline: faults of the picture say which picture and which tagger.</summary>
internal static class LocalCall
{
    public static async ValueTask<TaggerResult> AnswerAsync(
        ImageToTag image,
        string tagger,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<TaggerResult>> answer,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        var bytes = await image.GetBytesAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await answer(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            throw new ImageTaggingException(fault.Message, fault)
            {
                Kind = fault.Kind,
                Code = fault.Code,
                Image = image.Name,
                Tagger = tagger,
            };
        }
    }
}
