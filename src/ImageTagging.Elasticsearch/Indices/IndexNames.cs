using System.Globalization;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>The names that belong to an index.</summary>
/// <param name="Alias">What everyone searches.</param>
internal sealed record IndexNames(string Alias)
{
    /// <summary>The index of the named state.</summary>
    public string State => Alias + "-state";

    /// <summary>The alias of the state's index.</summary>
    public string StateAlias => State + "-writes";

    /// <summary>The first concrete index.</summary>
    public string First => Alias + "-000001";

    /// <summary>
    /// The alias that writes to one concrete index go through: with <c>require_alias</c> a write to an index that is gone
    /// is refused, where its bare name would be made anew.
    /// </summary>
    public static string Writes(string concrete) => concrete + "-writes";

    /// <summary>The concrete index behind this one.</summary>
    public string After(string concrete)
    {
        var number =
            concrete.StartsWith(Alias + "-", StringComparison.Ordinal)
            && int.TryParse(concrete.AsSpan(Alias.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? n
                : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{Alias}-{number + 1:D6}");
    }

    /// <summary>A name as a path's segment.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name);
}
