using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore;

/// <summary>The options of the endpoints and the page: what they offer, to whom, and within which bounds. The defaults suit a host with its own log-in.</summary>
public sealed record ImageTaggingWebOptions
{
    /// <summary>The key of the image tagging that is offered, where the host has several: see <c>AddImageTagging(serviceKey)</c>.</summary>
    /// <value>The default is null: the one without a key.</value>
    public string? ServiceKey { get; set; }

    /// <summary>The page's title.</summary>
    /// <value>The default is <c>Pictures</c>.</value>
    public string Title { get; set; } = "Pictures";

    /// <summary>True if nothing can be changed: no corrections, uploads, runs or retries.</summary>
    /// <value>The default is false.</value>
    public bool IsReadOnly { get; set; }

    /// <summary>Who may do what, asked for each request beside <see cref="IsReadOnly"/>; null where everybody who gets in may do all.</summary>
    public Func<HttpContext, WebAction, bool>? Allow { get; set; }

    /// <summary>
    /// The name under which corrections are kept; null for the signed-in user's name, and where nobody signed in for what the
    /// request calls itself.
    /// </summary>
    public Func<HttpContext, string?>? User { get; set; }

    /// <summary>
    /// A key that every request must bring: as <c>Authorization: Bearer KEY</c>, or in a cookie that opening the page once with
    /// <c>?key=KEY</c> sets. At least 16 characters. Null where the host decides who gets in, by authorisation or <see cref="AllowAnyone"/>.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>
    /// Host names that a request's <c>Host</c> may be, without ports, against DNS rebinding; null to leave it to the host
    /// (<c>AllowedHosts</c>).
    /// </summary>
    public IReadOnlyList<string>? Hosts { get; set; }

    /// <summary>
    /// True if everybody gets in where there is neither a <see cref="Key"/> nor authorisation on the endpoints: for hosts that keep
    /// others out in another way, such as a middleware, a proxy or a closed network. Without it only this machine gets in then, by its own names.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowAnyone { get; set; }

    /// <summary>
    /// The address that people open, where it is not the one that the server listens on: <c>https://photos.example.org</c>, or with a
    /// path below which a proxy shows the page. The page's links, the cookie of a <see cref="Key"/> and the check of where a write
    /// comes from go by it; its name is one of <see cref="Hosts"/>. Null where people reach the server itself.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// Proxies whose <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> are taken for true: addresses
    /// (<c>10.0.0.7</c>) or networks (<c>10.0.0.0/8</c>). Of everybody else they are not.
    /// </summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>The name of the source that takes uploads; null for the first that can be written.</summary>
    public string? UploadTo { get; set; }

    /// <summary>The start of the keys of uploads.</summary>
    /// <value>The default is <c>uploads/</c>.</value>
    public string UploadPrefix { get; set; } = "uploads/";

    /// <summary>The most bytes of one uploaded picture, 1 to 1 GiB.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxUploadBytes { get; set; } = 64L << 20;

    /// <summary>The most pixels, width times height, of an uploaded picture.</summary>
    /// <value>The default is 200 million.</value>
    public long MaxUploadPixels { get; set; } = 200_000_000;

    /// <summary>Pictures of one upload request, at the most.</summary>
    /// <value>The default is 500.</value>
    public int MaxUploadCount { get; set; } = 500;

    /// <summary>The most bytes of one upload request, all its pictures together; <see cref="MaxUploadBytes"/> to 1 TiB.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxUploadRequestBytes { get; set; } = 1L << 30;

    /// <summary>True if the page offers to write tags, titles and stars into XMP files beside the pictures of folders, as <c>SidecarWriter</c> does; a picture itself is never touched.</summary>
    /// <value>The default is false.</value>
    public bool WritesSidecars { get; set; }

    /// <summary>Where thumbnails are kept; null for <c>imagetag/thumbnails</c> in this user's application data.</summary>
    public string? ThumbnailFolder { get; set; }

    /// <summary>The most bytes that thumbnails may take on disk; those unused longest go first. At least 1 MiB.</summary>
    /// <value>The default is 512 MiB.</value>
    public long MaxThumbnailBytes { get; set; } = 512L << 20;

    /// <summary>The most bytes of a picture that a thumbnail is made of.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxPictureBytes { get; set; } = 256L << 20;

    /// <summary>The most bytes of the pictures that are downloaded as one ZIP file; it is written as it is read. At least 1 MiB.</summary>
    /// <value>The default is 16 GiB.</value>
    public long MaxDownloadBytes { get; set; } = 16L << 30;

    /// <summary>Pictures that are decoded at once, for thumbnails, uploads and assistants together, 1–64. Of several prefixes over one pipeline the first says.</summary>
    /// <value>The default is the number of processors, at most 8.</value>
    public int Decodes { get; set; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Words for what the page and the endpoints say of settings; the tool names its own options.</summary>
    internal Func<string, string>? Wording { get; set; }

    /// <summary>Called with the folder that a person chose in the page; null where none is to be chosen.</summary>
    internal Action<string>? ChooseFolder { get; set; }

    /// <summary>True if a run begins with the server, where no tagger of its costs anything.</summary>
    internal bool RunsAtStart { get; set; }

    /// <summary>Every fault of these options at once.</summary>
    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>InvalidOptions</c>).</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Check(!string.IsNullOrWhiteSpace(Title), "Title must not be empty");
        Check(Key is null or { Length: >= 16 }, "Key must have 16 characters or more");
        Check(Hosts is null or { Count: > 0 }, "Hosts must name a host");
        Check(
            PublicUrl is null
                || (
                    PublicUrl is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
                    && PublicUrl.Host.Length > 0
                ),
            "PublicUrl must be an address such as https://photos.example.org, without a query"
        );
        Check(
            TrustedProxies is not null && TrustedProxies.All(p => Guarding.TrustedProxy.Read(p) is not null),
            "TrustedProxies must be addresses such as 10.0.0.7 or networks such as 10.0.0.0/8, and not everybody"
        );
        Check(MaxUploadBytes is >= 1 and <= 1L << 30, "MaxUploadBytes must be 1 to 1 GiB");
        Check(
            MaxUploadRequestBytes >= MaxUploadBytes && MaxUploadRequestBytes <= 1L << 40,
            "MaxUploadRequestBytes must be MaxUploadBytes to 1 TiB"
        );
        Check(MaxUploadPixels >= 1, "MaxUploadPixels must be positive");
        Check(MaxUploadCount is >= 1 and <= 10_000, "MaxUploadCount must be 1–10,000");
        Check(MaxThumbnailBytes >= 1L << 20, "MaxThumbnailBytes must be 1 MiB or more");
        Check(MaxPictureBytes is >= 1 and <= 2_000_000_000, "MaxPictureBytes must be 1 to 2,000,000,000");
        Check(MaxDownloadBytes >= 1L << 20, "MaxDownloadBytes must be 1 MiB or more");
        Check(Decodes is >= 1 and <= 64, "Decodes must be 1–64");
        Check(
            UploadPrefix is not null
                && !UploadPrefix.StartsWith('/')
                && !UploadPrefix.Split('/').Any(s => s is "." or "..")
                && !UploadPrefix.Any(char.IsControl),
            "UploadPrefix must be a relative key without '.' and '..'"
        );
        if (faults.Count > 0)
        {
            throw new ImageTaggingException("The web options cannot be used: " + string.Join("; ", faults) + ".")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
