namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Ends a request with a problem.</summary>
internal sealed class WebProblemException(WebProblem problem) : Exception(problem.Detail)
{
    public WebProblem Problem { get; } = problem;

    public static WebProblemException BadRequest(string code, string detail) =>
        new(new(400, code, "The request cannot be answered as it is.", detail));

    public static WebProblemException NotFound(string code, string detail) => new(new(404, code, "It is not there.", detail));
}
