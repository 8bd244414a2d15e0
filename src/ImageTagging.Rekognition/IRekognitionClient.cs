namespace ImageTagging.Rekognition;

/// <summary>The four operations of Amazon Rekognition that tag pictures: the seam for a client of the host's own.</summary>
/// <remarks>
/// One call is one attempt: retries, rate and budget are the pipeline's. Threads may share a client. What fails throws
/// <see cref="RekognitionException"/>, whose <see cref="ImageTaggingException.Kind"/> says what to do and whose
/// <see cref="ImageTaggingException.MayHaveCost"/> says whether the attempt may be on the bill. A client that a host registers
/// is used and never disposed. Source: service model 2016-06-27.
/// </remarks>
public interface IRekognitionClient
{
    /// <summary>Things, scenes and concepts, and colours where asked for.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="RekognitionException">The attempt failed.</exception>
    Task<DetectLabelsResponse> DetectLabelsAsync(DetectLabelsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Labels of a model of one's own, which must be running.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="RekognitionException">The attempt failed.</exception>
    Task<DetectCustomLabelsResponse> DetectCustomLabelsAsync(
        DetectCustomLabelsRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Finds content that a site may not want to show.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="RekognitionException">The attempt failed.</exception>
    Task<DetectModerationLabelsResponse> DetectModerationLabelsAsync(
        DetectModerationLabelsRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lines and words.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="RekognitionException">The attempt failed.</exception>
    Task<DetectTextResponse> DetectTextAsync(DetectTextRequest request, CancellationToken cancellationToken = default);
}
