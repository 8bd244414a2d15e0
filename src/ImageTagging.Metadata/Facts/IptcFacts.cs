namespace ImageTagging.Metadata;

/// <summary>The facts of IPTC's fields.</summary>
internal static class IptcFacts
{
    public static PhotoFacts Read(Dictionary<int, string> fields)
    {
        var taken = FactTimes.OfIptc(fields.GetValueOrDefault(55), fields.GetValueOrDefault(60));
        return new()
        {
            Taken = taken is null ? null : new(taken, FactSource.Iptc),
            Place = FactPlaces.Of(Field(101), Field(100), Field(95), Field(90), Field(92)) is { } place
                ? new(place, FactSource.Iptc)
                : null,
            Title = Text(5) ?? Text(105),
            Description = Text(120),
            Artist = Text(80),
            Rights = Text(116),
        };

        string? Field(int field) => fields.GetValueOrDefault(field);
        Fact<string>? Text(int field) => FactText.Clean(Field(field)) is { } text ? new(text, FactSource.Iptc) : null;
    }
}
