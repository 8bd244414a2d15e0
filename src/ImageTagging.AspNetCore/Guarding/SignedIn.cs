using System.Security.Claims;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Who signed in, as corrections and tokens name them.</summary>
internal static class SignedIn
{
    /// <summary>The user's name, else the identifier; empty where there is neither, null where nobody signed in.</summary>
    public static string? NameOf(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true } identity)
        {
            return null;
        }

        return identity.Name ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? "";
    }
}
