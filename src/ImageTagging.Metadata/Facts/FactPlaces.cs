namespace ImageTagging.Metadata;

/// <summary>Places as XMP and IPTC write them.</summary>
internal static class FactPlaces
{
    /// <summary>The place; null where nothing is said of it. The code is that which was written, else that of the name.</summary>
    public static PhotoPlace? Of(string? country, string? code, string? region, string? city, string? sublocation)
    {
        (country, region, city, sublocation) = (
            FactText.Clean(country),
            FactText.Clean(region),
            FactText.Clean(city),
            FactText.Clean(sublocation)
        );
        code = Code(code) ?? Code(country);
        country ??= code is null ? null : CountryNames.NameOf(code);
        return country is null && region is null && city is null && sublocation is null
            ? null
            : new(country, code, region, city, sublocation);
    }

    private static string? Code(string? name) => FactText.Clean(name) is { } clean ? CountryNames.CodeOf(clean) : null;
}
