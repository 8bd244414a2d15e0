using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>The log-in with a bearer token.</summary>
internal sealed class BearerToken(string token) : AuthorizationHeader
{
    public override string AuthScheme => "Bearer";

    public override bool TryGetAuthorizationParameters(out string value)
    {
        value = token;
        return true;
    }
}
