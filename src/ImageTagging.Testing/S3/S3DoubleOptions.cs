namespace ImageTagging.Testing;

/// <summary>How an <see cref="S3Double"/> behaves.</summary>
public sealed class S3DoubleOptions
{
    /// <summary>The only access key that is accepted.</summary>
    /// <value>The default is <c>test</c>.</value>
    public string AccessKey { get; set; } = "test";

    /// <summary>Its secret.</summary>
    /// <value>The default is <c>testsecret</c>.</value>
    public string SecretKey { get; set; } = "testsecret";

    /// <summary>The session token that must come along, as with the keys of a role.</summary>
    /// <value>The default is null: a lasting key.</value>
    public string? SessionToken { get; set; }

    /// <summary>The region that requests must be signed for, unless a bucket has its own.</summary>
    /// <value>The default is <c>us-east-1</c>.</value>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The most keys of a page of a listing, 1–1,000.</summary>
    /// <value>The default is 1,000.</value>
    public int PageSize { get; set; } = 1_000;

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? TimeProvider { get; set; }
}
