namespace ImageTagging.Rekognition.Errors;

/// <summary>The facts of a call that messages about its failure name.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Region">The region that was signed for.</param>
/// <param name="Host">The host that was called.</param>
/// <param name="Model">The ARN of the model version that was asked for; null for the service's own models.</param>
internal sealed record CallFacts(string Operation, string Region, string Host, string? Model)
{
    /// <summary>The policy statement that allows the call.</summary>
    public string PolicyLine => $$"""{"Effect":"Allow","Action":"rekognition:{{Operation}}","Resource":"{{Model ?? "*"}}"}""";

    /// <summary>The region that a model's ARN names; null without one.</summary>
    public string? ModelRegion => Model?.Split(':') is { Length: > 3 } parts ? parts[3] : null;
}
