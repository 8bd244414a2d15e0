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
            Title = Text(5) ?? Text(105),
            Description = Text(120),
            Artist = Text(80),
            Rights = Text(116),
        };

        Fact<string>? Text(int field) =>
            FactText.Clean(fields.GetValueOrDefault(field)) is { } text ? new(text, FactSource.Iptc) : null;
    }
}
