using System.Net;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>A proxy whose word is taken, as an option names it: an address, or a network of them.</summary>
internal static class TrustedProxy
{
    /// <summary>The network; null where the text is none, or names everybody.</summary>
    public static IPNetwork? Read(string? text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network : null;
    }
}
