namespace ImageTagging.Evaluation;

/// <summary>
/// Images drawn with replacement, as many as there are, over and over: how often each image came in each drawing. An image's
/// counts lie side by side, so that one walk over the ranks serves every drawing.
/// </summary>
internal sealed class Resamples
{
    private readonly byte[] _counts;

    public Resamples(int images, EvaluationOptions options)
    {
        Count = images == 0 ? 0 : options.Resamplings;
        if ((long)images * Count > Array.MaxLength)
        {
            throw new ImageTaggingException(
                $"{Count} resamplings of {images} images are too many to hold; lower Resamplings to {Array.MaxLength / images}."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        _counts = new byte[images * Count];
        var random = new Random(options.Seed);
        for (var drawing = 0; drawing < Count; drawing++)
        {
            for (var i = 0; i < images; i++)
            {
                // Above 255 it would overflow; the chance of that is nought to hundreds of digits.
                _counts[(random.Next(images) * Count) + drawing]++;
            }
        }
    }

    /// <summary>How many drawings there are.</summary>
    public int Count { get; }

    /// <summary>How often an image came in some of the drawings.</summary>
    public ReadOnlySpan<byte> Of(int image, int first, int count) => _counts.AsSpan((image * Count) + first, count);
}
