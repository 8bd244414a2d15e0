namespace ImageTagging.Mcp;

/// <summary>The rights and limits of assistants.</summary>
public sealed record ImageTaggingMcpOptions
{
    /// <summary>True if assistants may add and remove tags; without it they are not even told of the tool.</summary>
    /// <value>The default is false.</value>
    public bool AllowCorrections { get; set; }

    /// <summary>The name under which an assistant's corrections are kept.</summary>
    /// <value>The default is <c>assistant</c>.</value>
    public string CorrectionsBy { get; set; } = "assistant";

    /// <summary>The longest side, in pixels, of the picture that <c>show</c> sends, 64–2,048.</summary>
    /// <value>The default is 512.</value>
    public int PictureSide { get; set; } = 512;

    /// <summary>
    /// True if everybody gets in over HTTP where there is no authorisation on the endpoints: for hosts that keep others out in another
    /// way. Without it only this machine gets in then, by its own names.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowAnyone { get; set; }

    /// <summary>Origins of other sites whose pages may ask over HTTP, such as <c>https://chat.example</c>.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Every fault of these options; none where all can be used.</summary>
    internal IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (PictureSide is < 64 or > 2_048)
        {
            faults.Add("PictureSide must be 64–2,048.");
        }

        if (string.IsNullOrWhiteSpace(CorrectionsBy))
        {
            faults.Add("CorrectionsBy must be a name.");
        }

        // As a browser sends them: with anything more it would never be the same.
        if (
            Origins.FirstOrDefault(o =>
                !Uri.TryCreate(o, UriKind.Absolute, out var origin)
                || origin is not { Scheme: "http" or "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
                || o.EndsWith('/')
            ) is
            { } none
        )
        {
            faults.Add($"Origins must be such as https://chat.example, without a path; '{none}' is none.");
        }

        return faults;
    }
}
