namespace ImageTagging;

/// <summary>The place where a photograph was taken, in words; each null that is not known.</summary>
/// <param name="Country">The country's name, as it was written.</param>
/// <param name="CountryCode">The country's two letters of ISO 3166-1, in capitals.</param>
/// <param name="Region">The state, province or region.</param>
/// <param name="City">The town.</param>
/// <param name="Sublocation">The place within the town, such as a street or a beach.</param>
public sealed record PhotoPlace(string? Country, string? CountryCode, string? Region, string? City, string? Sublocation)
{
    /// <summary>Country, region and town, as far as they are known; the country by its English name where the code tells it.</summary>
    public IReadOnlyList<string> Levels =>
        [
            .. new[] { CountryCode is { } code ? CountryNames.NameOf(code) ?? Country : Country, Region, City }
                .OfType<string>()
                .Where(l => l.Length > 0),
        ];

    /// <summary>The whole place for people, the smallest part first: <c>Athens, Attica, Greece</c>.</summary>
    public string Name =>
        string.Join(
            ", ",
            Levels.Append(Sublocation ?? "").Where(l => l.Length > 0).Reverse().Distinct(StringComparer.OrdinalIgnoreCase)
        );
}
