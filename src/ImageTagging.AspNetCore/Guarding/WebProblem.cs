namespace ImageTagging.AspNetCore.Guarding;

/// <summary>One problem, as it is told.</summary>
internal sealed record WebProblem(int Status, string Code, string Title, string Detail, int? Column = null);
