using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ImageTagging.Tool.Output;

/// <summary>
/// Messages of the libraries name a setting as its property (<c>RunOptions.AllowRemovals</c>); whoever reads them here is told the
/// tool's own option, environment variable or command.
/// </summary>
internal static partial class SettingWords
{
    /// <summary>The tool's option for each setting that it can change.</summary>
    public static FrozenDictionary<string, string> All { get; } =
        new Dictionary<string, string>
        {
            ["DuplicateOptions.BurstWindow"] = "--burst",
            ["RunOptions.ResolveContents"] = "--exact",
            ["RunOptions.RetagModel"] = "--retag-model",
            ["RunOptions.RetryFailed"] = "--retry-failed",
            ["RunOptions.AllowRemovals"] = "--allow-removals",
            ["RunOptions.WaitForOtherRun"] = "--wait",
            ["RunOptions.RunId"] = "--run-id",
            ["PipelineOptions.Workers"] = "--workers",
            ["PipelineOptions.OutagePatience"] = "--outage-patience",
            ["FolderSourceOptions.AllowEmpty"] = "--allow-removals",
            ["FolderSourceOptions.MountPoints"] = "--mount-point",
            ["FolderSourceOptions.Exclude"] = "--exclude",
            ["FolderSourceOptions.IncludeHidden"] = "--include-hidden",
            ["FolderSourceOptions.Prefix"] = "--prefix",
            ["FolderSourceOptions.Suffixes"] = "--suffix",
            ["FolderWatchOptions.ListEvery"] = "--list-every",
            ["DownloadOptions.Parallel"] = "--parallel",
            ["DownloadOptions.Replace"] = "--replace",
            ["S3SourceOptions.Exclude"] = "--exclude",
            ["S3SourceOptions.IncludeHidden"] = "--include-hidden",
            ["S3SourceOptions.Region"] = "--region",
            ["S3SourceOptions.ServiceUrl"] = "--s3-endpoint",
            ["S3SourceOptions.RequesterPays"] = "--requester-pays",
            ["S3SourceOptions.Bucket"] = "the bucket's name",
            ["S3SourceOptions.Prefix"] = "the prefix behind the bucket (s3://bucket/prefix)",
            ["TaggerInfo.PricePerCall"] = "--price; of a vision model --chat-price",
            ["TaggerCallOptions.CallsPerSecond"] = "--rate",
            ["TaggerCallOptions.OnlyWhere"] = "--only-where",
            ["TaggerCallOptions.ReuseNearDuplicates"] = "--reuse-near-duplicates",
            ["TaggerCallOptions.MaxAttempts"] = "--attempts",
            ["TaggerCallOptions.AttemptTimeout"] = "--timeout",
            ["RekognitionClientOptions.Region"] = "--region",
            ["RekognitionClientOptions.ServiceUrl"] = "AWS_ENDPOINT_URL_REKOGNITION",
            ["RekognitionClientOptions.Profile"] = "AWS_PROFILE",
            ["RekognitionClientOptions.UseFips"] = "AWS_USE_FIPS_ENDPOINT",
            ["RekognitionClientOptions.UseDualStack"] = "AWS_USE_DUALSTACK_ENDPOINT",
            ["RekognitionClientOptions.RequestTimeout"] = "--timeout",
            ["RekognitionTaggerOptions.Transfer"] = "--transfer",
            ["RekognitionTaggerOptions.PricePerCall"] = "--price",
            ["RekognitionTaggerOptions.CallsPerSecond"] = "--rate",
            ["RekognitionLabelOptions.MaxLabels"] = "--max-labels",
            ["RekognitionLabelOptions.MinConfidence"] = "--min-confidence",
            ["SidecarWriterOptions.MinConfidence"] = "--min-confidence",
            ["RekognitionCustomLabelsOptions.ProjectVersionArn"] = "the ARN of --tagger rekognition:custom:ARN",
            ["RekognitionCustomLabelsOptions.MaxResults"] = "--max-labels",
            ["RekognitionCustomLabelsOptions.MinConfidence"] = "--min-confidence",
            ["RekognitionModerationOptions.MinConfidence"] = "--min-confidence",
            ["RekognitionTextOptions.MinConfidence"] = "--min-confidence",
            ["ChatTaggerOptions.Url"] = "--chat-url",
            ["ChatTaggerOptions.Model"] = "the model of --tagger chat:MODEL",
            ["ChatTaggerOptions.ApiKey"] = "IMAGETAG_CHAT_KEY",
            ["ChatTaggerOptions.Words"] = "--chat-words",
            ["ChatTaggerOptions.Instructions"] = "--chat-instructions",
            ["ChatTaggerOptions.InputPrice"] = "--chat-price",
            ["ChatTaggerOptions.OutputPrice"] = "--chat-price",
            ["ChatTaggerOptions.MaxImageTokens"] = "--chat-image-tokens",
            ["ChatTaggerOptions.MaxOutputTokens"] = "--chat-output-tokens",
            ["ChatTaggerOptions.MaxLabels"] = "--max-labels",
            ["ChatTaggerOptions.MinConfidence"] = "--min-confidence",
            ["ChatTaggerOptions.CallsPerSecond"] = "--rate",
            ["ChatTaggerOptions.RequestTimeout"] = "--timeout",
            ["LocalTaggerOptions.Models"] = "--without-model",
            ["LocalTaggerOptions.ModelCards"] = "--with-model",
            ["LocalTaggerOptions.MinConfidence"] = "--min-confidence",
            ["LocalTaggerOptions.MaxLabels"] = "--max-labels",
            ["OnnxTaggerOptions.ModelCard"] = "the card of --tagger onnx:CARD.json",
            ["OnnxTaggerOptions.MinConfidence"] = "--min-confidence",
            ["OnnxTaggerOptions.MaxLabels"] = "--max-labels",
            ["TwoTowerTaggerOptions.ModelCard"] = "the card of --tagger two-tower:CARD.json",
            ["TwoTowerTaggerOptions.MinConfidence"] = "--min-confidence",
            ["TwoTowerTaggerOptions.MaxLabels"] = "--max-labels",
            ["ImagingOptions.MaxMemory"] = "--max-memory",
            ["ImageTaggingWebOptions.Key"] = "--key",
            ["ImageTaggingWebOptions.Title"] = "--title",
            ["ImageTaggingWebOptions.UploadTo"] = "--upload-to",
            ["ImageTaggingWebOptions.PublicUrl"] = "--public-url",
            ["ImageTaggingWebOptions.TrustedProxies"] = "--trusted-proxy",
            ["ImageTaggingWebOptions.AllowAnyone"] = "--allow-anyone",
            ["TeachRequest.Precision"] = "--precision",
            ["ReviewRequest.Count"] = "--limit",
            ["SqliteIndexOptions.Path"] = "--index",
            ["ElasticsearchIndexOptions.Nodes"] = "--index",
            ["ElasticsearchIndexOptions.IndexName"] = "the name in --index",
            ["ElasticsearchIndexOptions.UserName"] = "ELASTICSEARCH_USERNAME",
            ["ElasticsearchIndexOptions.Password"] = "ELASTICSEARCH_PASSWORD",
            ["ElasticsearchIndexOptions.ApiKey"] = "ELASTICSEARCH_API_KEY",
            ["ElasticsearchIndexOptions.BearerToken"] = "ELASTICSEARCH_TOKEN",
            ["ElasticsearchIndexOptions.CertificateFingerprint"] = "ELASTICSEARCH_FINGERPRINT",
            ["ElasticsearchIndexOptions.CertificateAuthorityFile"] = "ELASTICSEARCH_CA_FILE",
            ["ElasticsearchIndexOptions.Transport"] = "the transport",
            ["ElasticsearchIndexOptions.Shards"] = "ELASTICSEARCH_SHARDS",
            ["ElasticsearchIndexOptions.Replicas"] = "ELASTICSEARCH_REPLICAS",
            ["ElasticsearchTagIndex.MigrateAsync"] = "'imagetag migrate'",
            ["ElasticsearchTagIndex.AbandonMigrationAsync"] = "'imagetag migrate --abandon'",
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> s_all = All.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    // A fault of options names the property alone where one type has it or all mean the same. What a tagger is told by is no option.
    private static readonly FrozenDictionary<string, string> s_bare = All.Where(s =>
            !s.Key.StartsWith("TaggerInfo.", StringComparison.Ordinal)
        )
        .GroupBy(s => s.Key.Split('.')[1], s => s.Value)
        .Where(g => g.Distinct().Count() == 1)
        .ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>A library's message in the tool's words.</summary>
    /// <param name="message">The message.</param>
    /// <param name="code">The fault's code; null where it is no fault.</param>
    public static string In(string message, string? code = null)
    {
        var told = Named().Replace(message, m => s_all.TryGetValue(m.ValueSpan, out var name) ? name : m.Value);
        return code is ErrorCodes.InvalidOptions
            ? Word().Replace(told, m => s_bare.TryGetValue(m.Value, out var name) ? name : m.Value)
            : told;
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9]+\.[A-Z][A-Za-z]+\b", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Named();

    // No word within quotes: that is what was given.
    [GeneratedRegex(@"(?<!['\w.-])[A-Z][A-Za-z]+(?!['\w]|\.\w)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Word();
}
