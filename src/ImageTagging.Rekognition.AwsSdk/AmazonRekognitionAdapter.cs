using System.Net;
using Amazon.Rekognition;
using Amazon.Rekognition.Model;
using Amazon.Runtime;
using Theirs = Amazon.Rekognition.Model;

namespace ImageTagging.Rekognition.AwsSdk;

/// <summary>Puts the official client behind <see cref="IRekognitionClient"/>.</summary>
/// <remarks>
/// The client stays the host's: it is not disposed here. Make it with <c>MaxErrorRetry = 0</c>, since the pipeline repeats, counts
/// and pays for attempts itself. Threads may share it. Register it as <see cref="IRekognitionClient"/>.
/// </remarks>
/// <param name="client">The official client.</param>
public sealed class AmazonRekognitionAdapter(IAmazonRekognition client) : IRekognitionClient
{
    /// <inheritdoc />
    public async Task<DetectLabelsResponse> DetectLabelsAsync(
        DetectLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var general = request.Settings?.GeneralLabels;
        var answer = await CallAsync(
                "DetectLabels",
                null,
                () =>
                    client.DetectLabelsAsync(
                        new Theirs.DetectLabelsRequest
                        {
                            Image = ToImage(request.Image),
                            MaxLabels = request.MaxLabels,
                            MinConfidence = (float?)request.MinConfidence,
                            Features = request.Features?.ToList(),
                            Settings = request.Settings is null
                                ? null
                                : new()
                                {
                                    GeneralLabels = general is null
                                        ? null
                                        : new()
                                        {
                                            LabelInclusionFilters = general.LabelInclusionFilters?.ToList(),
                                            LabelExclusionFilters = general.LabelExclusionFilters?.ToList(),
                                            LabelCategoryInclusionFilters = general.LabelCategoryInclusionFilters?.ToList(),
                                            LabelCategoryExclusionFilters = general.LabelCategoryExclusionFilters?.ToList(),
                                        },
                                    ImageProperties = request.Settings.ImageProperties is { } properties
                                        ? new() { MaxDominantColors = properties.MaxDominantColors }
                                        : null,
                                },
                        },
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        return new()
        {
            Labels = AnswerMapping.Each(answer.Labels, AnswerMapping.ToLabel),
            LabelModelVersion = answer.LabelModelVersion,
            ImageProperties = AnswerMapping.ToProperties(answer.ImageProperties),
        };
    }

    /// <inheritdoc />
    public async Task<DetectCustomLabelsResponse> DetectCustomLabelsAsync(
        DetectCustomLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectCustomLabels",
                request.ProjectVersionArn,
                () =>
                    client.DetectCustomLabelsAsync(
                        new Theirs.DetectCustomLabelsRequest
                        {
                            ProjectVersionArn = request.ProjectVersionArn,
                            Image = ToImage(request.Image),
                            MaxResults = request.MaxResults,
                            MinConfidence = (float?)request.MinConfidence,
                        },
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        return new() { CustomLabels = AnswerMapping.Each(answer.CustomLabels, AnswerMapping.ToCustomLabel) };
    }

    /// <inheritdoc />
    public async Task<DetectModerationLabelsResponse> DetectModerationLabelsAsync(
        DetectModerationLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectModerationLabels",
                request.ProjectVersion,
                () =>
                    client.DetectModerationLabelsAsync(
                        new Theirs.DetectModerationLabelsRequest
                        {
                            Image = ToImage(request.Image),
                            MinConfidence = (float?)request.MinConfidence,
                            ProjectVersion = request.ProjectVersion,
                            HumanLoopConfig = request.HumanLoopConfig is { } loop
                                ? new()
                                {
                                    HumanLoopName = loop.HumanLoopName,
                                    FlowDefinitionArn = loop.FlowDefinitionArn,
                                    DataAttributes = loop.DataAttributes is { } data
                                        ? new() { ContentClassifiers = data.ContentClassifiers?.ToList() }
                                        : null,
                                }
                                : null,
                        },
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        return new()
        {
            ModerationLabels = AnswerMapping.Each(answer.ModerationLabels, AnswerMapping.ToModerationLabel),
            ModerationModelVersion = answer.ModerationModelVersion,
            ProjectVersion = answer.ProjectVersion,
            ContentTypes = AnswerMapping.Each(answer.ContentTypes, AnswerMapping.ToContentType),
            HumanLoopActivationOutput = answer.HumanLoopActivationOutput is { } begun
                ? new()
                {
                    HumanLoopArn = begun.HumanLoopArn,
                    HumanLoopActivationReasons = begun.HumanLoopActivationReasons ?? [],
                    HumanLoopActivationConditionsEvaluationResults = begun.HumanLoopActivationConditionsEvaluationResults,
                }
                : null,
        };
    }

    /// <inheritdoc />
    public async Task<DetectTextResponse> DetectTextAsync(
        DetectTextRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var word = request.Filters?.WordFilter;
        var answer = await CallAsync(
                "DetectText",
                null,
                () =>
                    client.DetectTextAsync(
                        new Theirs.DetectTextRequest
                        {
                            Image = ToImage(request.Image),
                            Filters = request.Filters is null
                                ? null
                                : new()
                                {
                                    WordFilter = word is null
                                        ? null
                                        : new()
                                        {
                                            MinConfidence = (float?)word.MinConfidence,
                                            MinBoundingBoxHeight = (float?)word.MinBoundingBoxHeight,
                                            MinBoundingBoxWidth = (float?)word.MinBoundingBoxWidth,
                                        },
                                    RegionsOfInterest = request.Filters.RegionsOfInterest?.Select(ToRegion).ToList(),
                                },
                        },
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        return new()
        {
            TextDetections = AnswerMapping.Each(answer.TextDetections, AnswerMapping.ToText),
            TextModelVersion = answer.TextModelVersion,
        };
    }

    private async Task<T> CallAsync<T>(string operation, string? model, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException fault) when (fault.StatusCode != 0)
        {
            throw RekognitionException.FromService(
                operation,
                client.Config.RegionEndpoint?.SystemName ?? "",
                fault.StatusCode,
                fault.ErrorCode,
                fault.Message,
                fault.RequestId,
                model,
                fault
            );
        }
        catch (AmazonClientException fault)
        {
            // No answer of the service: the official client does not tell how far the request came.
            throw new RekognitionException($"{operation} failed: {fault.Message}", fault)
            {
                Kind = FailureKind.Transient,
                Code = "ConnectionLost",
                Operation = operation,
                MayHaveCost = true,
            };
        }
    }

    private static Image ToImage(ImageReference image) =>
        image.S3Object is { } source
            ? new()
            {
                S3Object = new()
                {
                    Bucket = source.Bucket,
                    Name = source.Name,
                    Version = source.Version,
                },
            }
            : new() { Bytes = image.Bytes is { } bytes ? new MemoryStream(bytes.ToArray(), writable: false) : null };

    private static Theirs.RegionOfInterest ToRegion(RegionOfInterest region) =>
        new()
        {
            BoundingBox = region.BoundingBox is { } box
                ? new()
                {
                    Left = (float)box.Left,
                    Top = (float)box.Top,
                    Width = (float)box.Width,
                    Height = (float)box.Height,
                }
                : null,
            Polygon = region.Polygon?.Select(p => new Point { X = (float)p.X, Y = (float)p.Y }).ToList(),
        };
}
