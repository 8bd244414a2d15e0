namespace ImageTagging.Mcp;

/// <summary>What assistants may do. Immutable.</summary>
public sealed record ImageTaggingMcpOptions
{
    /// <summary>Whether assistants may add and remove tags; without it they are not even told of the tool.</summary>
    /// <value>The default is false.</value>
    public bool AllowCorrections { get; init; }

    /// <summary>The name under which an assistant's corrections are kept.</summary>
    /// <value>The default is <c>assistant</c>.</value>
    public string CorrectionsBy { get; init; } = "assistant";

    /// <summary>The longest side, in pixels, of the picture that <c>show</c> sends, 64–2,048.</summary>
    /// <value>The default is 512.</value>
    public int PictureSide { get; init; } = 512;

    /// <summary>
    /// Whether everybody gets in over HTTP where there is no authorisation on the endpoints: for hosts that keep others out in another
    /// way. Without it only this machine gets in then, by its own names.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowAnyone { get; init; }

    /// <summary>Origins of other sites whose pages may ask over HTTP, such as <c>https://chat.example</c>.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>InvalidOptions</c>).</exception>
    internal void Validate()
    {
        if (PictureSide is < 64 or > 2_048 || string.IsNullOrWhiteSpace(CorrectionsBy))
        {
            throw new ImageTaggingException(
                "The MCP options cannot be used: PictureSide must be 64–2,048 and CorrectionsBy a name."
            )
            {
                Code = "InvalidOptions",
            };
        }
    }
}
