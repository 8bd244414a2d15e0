using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>Addresses of nodes, and of an index on a node.</summary>
internal static class SearchAddress
{
    /// <summary>The node without user and password, with a path that ends in a slash.</summary>
    public static Uri WithoutUser(Uri node)
    {
        var path = node.AbsolutePath.EndsWith('/') ? node.AbsolutePath : node.AbsolutePath + "/";
        return new UriBuilder(node)
        {
            UserName = "",
            Password = "",
            Path = path,
            Query = "",
            Fragment = "",
        }.Uri;
    }

    /// <summary>The user and password in an address; null for none.</summary>
    public static AuthorizationHeader? LogIn(Uri node) =>
        node is { IsAbsoluteUri: true, UserInfo.Length: > 0 }
        && node.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest]
            ? new BasicAuthentication(
                Uri.UnescapeDataString(user),
                Uri.UnescapeDataString(rest is [var password] ? password : "")
            )
            : null;

    /// <summary>Splits <c>http://host:9200/prefix/images</c> into the node and the index; no path means the index <c>images</c>.</summary>
    public static (Uri Node, string? Index) Split(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        var at = path.LastIndexOf('/');
        var index = Uri.UnescapeDataString(path[(at + 1)..]);
        var node = new UriBuilder(address) { Path = at <= 0 ? "/" : path[..at] + "/" }.Uri;
        return (node, index.Length == 0 ? null : index);
    }
}
