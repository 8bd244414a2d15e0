using System.Text.RegularExpressions;

namespace ImageTagging.Rekognition;

/// <summary>The service's own rule for the ARN of a model version.</summary>
internal static partial class ProjectVersionArn
{
    public static bool IsValid(string arn) => arn.Length is >= 20 and <= 2048 && Rule().IsMatch(arn);

    [GeneratedRegex(
        @"^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project/[a-zA-Z0-9_.\-]{1,255}/version/[a-zA-Z0-9_.\-]{1,255}/[0-9]+\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Rule();
}
